// Papers by the hundred thousand, invented: as long as real ones, of words that are met as often as in language, in fields that differ.

/** Numbers from 0 to 1, the same ones from the same start (xorshift with 32 bits). */
function randomFrom(start) {
  let state = start;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const fields = [
  ['cs.CL', 'language model|tokenizer|translation|dialogue|summary|parsing|semantics|question|corpus|prompt|annotation|speech|grammar',
    'multilingual|generative|pretrained|instruction-tuned|lexical|low-resource|autoregressive|bilingual'],
  ['cs.CV', 'image|segmentation|detector|camera|depth|texture|diffusion|frame|scene|pose|rendering|video|pixel|occlusion|landmark',
    'visual|photometric|dense|panoptic|monocular|volumetric|semantic|open-vocabulary'],
  ['cs.RO', 'robot|gripper|locomotion|manipulation|trajectory|terrain|contact|controller|drone|joint|demonstration|navigation|leg|torque',
    'legged|dexterous|tactile|reactive|model-predictive|autonomous|bimanual|underactuated'],
  ['cs.LG', 'gradient|optimizer|kernel|regularization|network|embedding|transformer|loss|generalization|sample|curriculum|pruning',
    'stochastic|overparameterized|sparse|contrastive|self-supervised|federated|Bayesian|adaptive'],
  ['astro-ph.GA', 'galaxy|dust|halo|spectrum|redshift|cluster|star formation|accretion|disc|metallicity|survey|bulge|quasar|merger',
    'massive|quiescent|spiral|stellar|faint|high-redshift|interstellar|barred'],
  ['hep-ph', 'quark|lepton|coupling|collider|neutrino|cross section|symmetry|boson|decay|amplitude|mass matrix|parton|hadron|axion',
    'electroweak|leptonic|perturbative|chiral|supersymmetric|heavy|effective|CP-violating'],
  ['cond-mat.str-el', 'lattice|superconductor|magnon|phonon|spin|band|topology|vortex|electron|gap|doping|entanglement|phase|crystal',
    'correlated|frustrated|layered|antiferromagnetic|topological|anisotropic|quantum|itinerant'],
  ['math.PR', 'martingale|measure|walk|limit|percolation|diffusion|boundary|concentration|coupling|graph|entropy|moment|inequality',
    'random|ergodic|Gaussian|heavy-tailed|reversible|conditional|uniform|Brownian'],
  ['q-bio.GN', 'genome|protein|sequence|expression|enhancer|variant|cell|transcript|mutation|binding site|phylogeny|chromatin|splicing',
    'single-cell|regulatory|somatic|evolutionary|bacterial|conserved|epigenetic|differential'],
  ['physics.ao-ph', 'ocean|aerosol|precipitation|sea ice|cyclone|monsoon|cloud|drift|salinity|forecast|glacier|albedo|eddy|reanalysis',
    'tropical|seasonal|atmospheric|coastal|stratospheric|convective|radiative|decadal'],
  ['econ.EM', 'panel|instrument|treatment|wage|market|estimator|household|shock|policy|elasticity|auction|inflation|identification|trade',
    'causal|heterogeneous|nonparametric|dynamic|endogenous|monetary|regional|structural'],
  ['eess.SP', 'antenna|channel|beamforming|radar|waveform|estimation|noise|spectrum|transmitter|compression|sensor|array|filter',
    'wireless|adaptive|massive-MIMO|millimetre-wave|sparse|passive|orthogonal|cooperative'],
].map(([category, nouns, adjectives]) => ({ category, nouns: nouns.split('|'), adjectives: adjectives.split('|') }));

const list = text => text.split('|');
const methods = list('a hierarchical estimator|a variational scheme|a lightweight architecture|a spectral method|an iterative solver'
  + '|a graph-based procedure|a two-stage pipeline|an exact algorithm|a probabilistic framework|a calibrated ensemble|a greedy heuristic');
const verbs = list('reveals|improves|constrains|explains|predicts|stabilises|accelerates|limits|generalises|contradicts|refines');
const goals = list('robustness|accuracy|efficiency|interpretability|calibration|scalability|sensitivity|consistency|coverage|stability');
const sentences = [
  'The {n} of {a} {n}s remains poorly understood despite decades of work on {n} and {n}.',
  'Existing approaches to {n} assume a {a} {n}, which rarely holds in practice and obscures the role of the {n}.',
  'We present {m} for {a} {n} that {v} the {n} without access to a {n}.',
  'Our analysis combines {k} {n}s with a {a} model of {n} and separates the effect of {n} from that of {n}.',
  'Compared with earlier {n} baselines, it lowers the error by {p} percent while the {n} stays {a}.',
  'Across {k} benchmarks of {n} and {n}, {g} rises by {p} points, and the gain is largest where the {n} is {a}.',
  'An ablation shows that the {a} {n} {v} the {n}, whereas the {c} contributes little.',
  'We further prove that the {n} converges at a rate set by the {c} and that no {a} {n} can do better up to constants.',
  'These findings suggest that {g} of the {n} depends on {c} rather than on the {a} {n} alone.',
  'Code, data and {n} annotations are released so that the {c} of {a} {n}s can be studied further.',
  'Surprisingly, {m} already {v} {n} once the {c} is taken into account.',
  'We discuss limits of the {n}, in particular for {a} {n}s under {c}, and outline how {g} could be measured.',
];
const titles = [
  '{A} {N}s for {n} {g}', '{N} and {N} in {a} {n}s', 'Towards {a} {n} with {c}', 'On the {g} of {a} {n}s under {c}',
  'Learning {n} from {a} {n}s', 'What {v} the {n}? Evidence from {k} {n}s', '{C}-aware {n} estimation for {a} {n}s',
  'A {a} view of {n} and {c}', 'Revisiting the {n}: {m} for {a} {n}s', '{N} without {n}: the role of {c}',
];
const [beginnings, middles, ends] = [
  list('hydro|thermo|meta|poly|cryo|photo|electro|iso|para|micro|neuro|geo|hyper|bio|proto|pseudo|auto|ultra|inter|trans'),
  list('morph|phas|graph|kinet|strat|lumin|plast|cyt|ferr|spectr|chrom|sten|vect|syn|troph|clast|gen|meter|stat|cycl'),
  list('ism|ation|icity|osis|ility|ance|ology|ement|ence|itude|ography|olysis')];
const given = list('Ada|Wei|Nora|Ravi|Lena|Omar|Yuki|Sofia|Ivan|Mei|Tomas|Aisha|Jonas|Priya|Luca|Hana|Diego|Elif|Pavel|Amara');
const family = list('Quill|Reed|Zhang|Okafor|Novak|Silva|Tanaka|Lindqvist|Moreau|Iyer|Haddad|Costa|Berger|Kowalski|Nguyen|Park|Rossi');

/** Papers as the import takes them, the newest first, 300 for each day. */
export function* papers(count, now = Date.now()) {
  const random = randomFrom(20_260_121);
  // What is named first is met most often.
  const of = some => some[Math.floor(some.length * random() ** 1.6)];
  const coined = () => of(beginnings) + of(middles) + of(ends);
  const capital = word => word[0].toUpperCase() + word.slice(1);
  const fill = (text, field) => text.replace(/\{(\w)\}/g, (_, kind) => ({
    n: () => of(field.nouns), N: () => capital(of(field.nouns)), a: () => of(field.adjectives), A: () => capital(of(field.adjectives)),
    m: () => of(methods), v: () => of(verbs), g: () => of(goals), c: coined, C: () => capital(coined()),
    k: () => 2 + Math.floor(90 * random()), p: () => (0.4 + 30 * random()).toFixed(1),
  })[kind]());
  for (let at = 0; at < count; at++) {
    const field = fields[Math.floor(fields.length * random())];
    // One in eight looks beyond its field.
    const other = fields[Math.floor(fields.length * random())];
    const day = new Date(now - Math.floor(at / 300) * 86_400_000).toISOString().slice(0, 10);
    const length = 6 + Math.floor(4 * random());
    yield {
      id: `arxiv:${String(2601 - Math.floor(at / 90_000)).padStart(4, '0')}.${String(10_000 + at % 90_000)}`,
      title: fill(titles[Math.floor(titles.length * random())], field),
      abstract: Array.from({ length }, () => capital(fill(sentences[Math.floor(sentences.length * random())],
        random() < .12 ? other : field))).join(' '),
      authors: Array.from({ length: 1 + Math.floor(6 * random()) }, () => `${of(given)} ${of(family)}`),
      published: day, categories: [field.category, ...random() < .3 ? [other.category] : []],
    };
  }
}

/** Brings them into a daemon, a line each, as they are made. */
export async function bringIn(daemon, count) {
  const text = new TextEncoder();
  const made = papers(count);
  const body = new ReadableStream({
    pull(controller) {
      let lines = '';
      for (let at = 0; at < 500; at++) {
        const { value, done } = made.next();
        if (done) {
          controller.enqueue(text.encode(lines));
          return controller.close();
        }
        lines += `${JSON.stringify(value)}\n`;
      }
      controller.enqueue(text.encode(lines));
    },
  });
  const response = await fetch(`${daemon.url}/v1/papers`, {
    method: 'POST', body, duplex: 'half',
    headers: { Authorization: `Bearer ${daemon.token}`, 'Content-Type': 'application/x-ndjson', Accept: 'application/json' },
  });
  if (!response.ok) throw new Error(`The papers were not taken: ${response.status} ${await response.text()}`);
  return response.json();
}
