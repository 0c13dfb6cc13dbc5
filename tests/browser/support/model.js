// What the stand-in for a language model says: verdicts on the papers it is sent, and summaries in which everything stands in paper.html, but for
// a number that the paper says of something else.
const comment = 'It fits, as the loss $\\hat{L}$ shows: what is heard is weighed by when it is heard, and what comes late counts for little. Who listens to machines finds a method here that is small, that was tried in a kitchen and not in a laboratory, and that says of itself where it fails. It was not tried out of doors.';

const said = {
  check: { preprint: 'A paper that nobody has reviewed yet.', json: 'A form for data.' },
  tldr: { tldr: 'A microphone hears that a kettle boils, 3 seconds late in place of 41.' },
  topics: {
    overview: 'A kettle is switched off too late because nobody hears in time that the water boils.',
    method: 'The sound is cut into windows of half a second, and the training makes the loss $\\hat{L} = -\\sum_{t,k} w_{t,k} \\log p_{t,k}$ small.',
    experiments: 'Over 250 boilings the delay falls from 41 seconds to 3 seconds.',
    plainLanguage: 'Water sings before it boils, and a microphone can hear it.',
  },
  deep_dive: {
    keyContribution: 'A microphone in place of a thermometer in the lid.',
    methodology: 'The network gives the chance $p_{t,k}$ that the water boils, and the training makes the loss small:\n\n$$\\hat{L} = -\\sum_{t,k} w_{t,k} \\log p_{t,k}$$\n\nWindows near the end weigh more.',
    takeaways: 'Sound tells earlier than steam. With the radio on the delay grows to 41 seconds.',
    limitations: 'Kettles that do not sing are not covered.',
  },
  method_analysis: {
    abstractTranslated: 'A kettle is switched off too late because nobody hears in time that the water boils.',
    motivation: { drivingForces: ['Water sings before it boils.'], painPoints: ['Steam comes late.'], hypotheses: [] },
    design: { coreIdea: 'Listen to the kettle.', pipeline: ['The sound is cut into windows.', 'The network gives the chance $p_{t,k}$.'], structure: [], algorithms: ['The loss is $\\hat{L} = -\\sum_{t,k} w_{t,k} \\log p_{t,k}$.'] },
    comparison: { essentialDifferences: ['Thermometers notice the steam.'], contributions: [], applicableScenarios: [] },
    experiments: { validation: ['Water was boiled 250 times in five kettles.'], keyResults: ['The delay falls from 41 seconds to 3 seconds.'], strengths: [], limitations: ['With the radio on the delay grows to 8 seconds.'] },
    practicalGuide: { openSource: '', implementationDetails: [], transfer: [] },
    summary: { coreIdea: 'Listen to the kettle.', pipeline: ['Cut the sound and ask the network.'] },
  },
  facts: { affiliations: [{ name: 'Institute for Warm Drinks, Lower Teacup', shortForm: 'Institute for Warm Drinks' }], venue: '', codeUrl: '', projectUrl: '', links: [] },
};

/** The text of the answer to a request for a chat completion. */
export function answer(request) {
  const form = request.response_format?.json_schema?.name ?? 'verdicts';
  const user = request.messages.at(-1).content;
  const ids = () => JSON.parse(user.slice(user.indexOf('['))).map(paper => paper.id);
  if (form === 'verdicts') return { verdicts: ids().map(id => ({ id, relevance: 8, novelty: 6, criterion: 1, comment })) };
  if (form === 'overview') {
    return {
      executiveSummary: { text: 'The day is about listening.', papers: ids() },
      themes: [{ title: 'Listening', text: 'A microphone hears that a kettle boils.', papers: ids() }],
      highlights: [], emergingDirections: [], toReadInFull: [],
    };
  }
  return said[form] ?? {};
}
