// English. A text with parts that change is a function of them.
import { enViews } from './en-views.js';

const s = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

export const en = {
  ...enViews,
  places: {
    today: 'Today', digests: 'Archive', search: 'Search', library: 'Library', interests: 'Interests', insight: 'Insight',
    settings: 'Settings',
  },
  navigation: 'Views', skip: 'To the papers', more: 'More', profile: 'Profile', close: 'Close', cancel: 'Cancel', undo: 'Undo',
  undone: 'Taken back.',
  nothingToUndo: 'There is nothing to take back.', loading: 'Loading…', kept: 'Kept.',
  offline: 'The daemon does not answer. Start it again; this page goes on as soon as it is back.',

  // A paper
  actions: 'What to do with this paper', like: 'I like it', dislike: 'Not for me', save: 'Save for later',
  unsave: 'Saved: take it out again',
  see: 'Done: put it away', unsee: 'Put away: bring it back', abstractPage: 'Abstract page', abstractShort: 'Abstract page',
  andMore: (count: number) => `and ${count} more`,
  moved: (from: number, to: number) => `from ${from} to ${to}`, movedSaid: (from: number,
  to: number) => `It has moved from ${from} to ${to}.`,
  exploration: 'to explore', explorationWhy: 'Farther from your interests than the others: your answer teaches most here.',
  invented: 'invented', withdrawn: 'withdrawn', checkedAgain: 'checked again',
  gradeTitle: 'Show the numbers', grade: 'Grade',
  grades: { 4: 'Must read', 3: 'Very relevant', 2: 'Relevant', 1: 'On the edge' },
  closeness: { 4: 'Very close', 3: 'Close', 2: 'Related', 1: 'Far' },
  numbers: {
    relevance: 'Relevance', novelty: 'Novelty', similarity: 'Match with your criteria', preference: 'By your thumbs',
    likelihood: 'Chance to be relevant',
    score: 'Score',
  },
  commentBy: 'the judge, on the abstract', commentByChecked: 'the judge, on the abstract; checked again', authorsNote: 'The authors note:',
  abstract: 'Abstract', noAbstract: 'There is no abstract.', note: 'Note', notePlaceholder: 'For yourself…', tags: 'Tags',
  tagPlaceholder: 'Add a tag',
  removeTag: (tag: string) => `Remove the tag ${tag}`,
  copyBibtex: 'Copy BibTeX', bibtexCopied: 'BibTeX is in the clipboard.', similar: 'Similar papers',
  noSimilar: 'There is no similar paper.',
  whyHere: 'Why is it here?', markAbove: 'Put this and all above away', ownPage: 'Own page', code: 'Code', project: 'Project',
  answer: (relevance: number, novelty: number) => `Relevance ${relevance}, novelty ${novelty}:`,
  likedSaid: (title: string) => `You like “${title}”.`,
  dislikedSaid: (title: string) => `“${title}” is out of your lists.`,
  savedSaid: 'Saved. It is in your library.', unsavedSaid: 'Not saved any more.',
  seenSaid: (count: number, seen: boolean) => seen ? `${s(count, 'paper')} put away.` : `${s(count, 'paper')} brought back.`,
  parts: {
    tldr: 'In short', keyContribution: 'Contribution', overview: 'Overview', plainLanguage: 'In plain language', method: 'Method',
    methodology: 'Method',
    experiments: 'Experiments', takeaways: 'What to take away', limitations: 'Limits', keyFindings: 'Findings',
  },
  analysis: {
    title: 'Title', abstractTranslated: 'Abstract', motivation: 'Motivation', drivingForces: 'What drives it', painPoints: 'What hurts',
    hypotheses: 'Hypotheses',
    design: 'Design', text: 'Design', coreIdea: 'Core idea', pipeline: 'Steps', structure: 'Structure', algorithms: 'Algorithms',
    comparison: 'Compared with others',
    essentialDifferences: 'What is different', contributions: 'Contributions', applicableScenarios: 'Where it applies',
    experiments: 'Experiments',
    validation: 'How it was tested', keyResults: 'Results', strengths: 'Strengths', limitations: 'Limits', practicalGuide: 'In practice',
    openSource: 'Code',
    implementationDetails: 'Details', transfer: 'Other uses', summary: 'Summary',
  },
  basis: { html: 'Read in full.', pdf: 'Read in full (PDF).', abstract: 'From the abstract alone.' },
  ownSentences: 'The sentences are the paper’s own.', byModel: 'Written by the language model, looked up in the paper.',
  removedSentences: (count: number) => `${s(count, 'sentence')} did not stand the check and ${count === 1 ? 'was' : 'were'} taken out.`,
  withCare: (count: number) => `${s(count, 'sentence')} to read with care`,
  lost: { hedge: 'The paper says this with more caution.', population: 'The paper says this of something narrower.' },
  figure: (number: string) => `Figure ${number}.`, fullText: (count: number) => `Full text (${s(count, 'section')})`,

  // Today
  todayIs: (day: string) => day,
  left: (left: number, all: number, considered: number) => left === all
    ? `${s(all, 'paper')}, chosen from ${considered}` : `${left} of ${s(all, 'paper')} left, chosen from ${considered}`,
  updatedAt: (time: string) => `updated ${time}`,
  bringUpToDate: 'Bring up to date', asDocument: 'As a document', markAll: 'Put all away', overview: 'The day in short',
  allDone: 'That was all for today.', undoLast: 'Undo the last', seenCount: (count: number) => `${s(count, 'paper')} put away`,
  noDigest: 'There is no digest yet.', makeDigest: 'Make today’s digest', setUp: 'Set up your interests',
  runOnFirst: 'Your first digest is being made. It appears here by itself.',
  nothingNew: 'None of your sources has anything new today. arXiv announces nothing at weekends and on holidays.',
  nothingRelevant: (considered: number) => `Of ${s(considered, 'new paper')} none fits your interests well enough today.`,
  lookAgain: 'Look again', tryAgain: 'Try again', bestMissed: 'What came nearest',
  connectModel: 'Connect a language model', moreNotices: (count: number) => `and ${s(count, 'more note')}`,
  shortNotices: {
    sample: 'A sample day: papers marked as invented do not exist.', 'no-model': 'Ordered without a language model.',
    'match-ends': 'The list ends where the match ends.',
  },

  // Runs
  runStates: {
    queued: 'Waiting for its turn…', running: 'At work…', succeeded: 'Done.', partial: 'Done; some parts were missing.',
    failed: 'The run has failed.',
    cancelled: 'Cancelled.',
  },
  stages: {
    harvest: 'Asking the sources', prefilter: 'Finding what is near', judge: 'Judging', reading: 'Reading in full',
    overview: 'Writing the overview',
    digest: 'Writing the digest', watch: 'Looking after your papers', train: 'Learning',
  },
  tokens: (count: string) => `${count} tokens`,

  // Signing in
  signInTitle: 'Sign this browser in',
  signInWhy: 'What you read is yours alone, so this page opens only for those who can read your files.',
  signInHow: 'For a link that signs a browser in for good, run:',
  signInToken: 'Or paste the token from daemon.json in the data directory (on Linux ~/.local/share/LocalDigest):',
  signInButton: 'Sign in', wrongToken: 'That is not the token of the daemon that runs now. It is another one after each start.',

  // Keys
  keysTitle: 'Keys',
  keys: {
    'j k': 'next, previous paper', o: 'open or close', n: 'read on: open the next one', u: 'I like it', x: 'not for me', s: 'save',
    d: 'put away, and next',
    'shift D': 'put this and all above away', v: 'abstract page', z: 'undo the last', '/': 'search', 'g t': 'today', 'g a': 'archive',
    'g l': 'library',
    'g i': 'interests', 'g m': 'insight', '?': 'this list',
  },
};
