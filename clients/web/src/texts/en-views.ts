// English: what single views say.

const s = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

export const enViews = {
  noView: 'There is no such view.', showMore: 'Show more', print: 'Print', back: 'Back', next: 'Go on',
  paperCount: (count: number) => s(count, 'paper'),
  papersBehind: ' papers', wouldUp: 'If you like it', wouldDown: 'If it is not for you', wouldNothing: 'Nothing else would move.', nothingMoves: 'Nothing would move.', readText: 'What was read', notRead: 'It was not read in full. The best papers of each day are, where the style shows it.',

  // Archive and documents
  sinceTitle: 'Since I last looked', searchDigests: 'Search past digests', noDigestFound: 'No digest has these words.', calendar: 'Digests by day',
  monthBefore: 'The month before', monthAfter: 'The month after', style: 'Style', asList: 'As a list', noDocument: 'The digest cannot be shown as a document.',
  styleNames: { criteria: 'By criteria', report: 'Report', topics: 'By topics', 'deep-dive': 'In depth', brief: 'In brief' },
  notesCount: (count: number) => s(count, 'note'),
  sinceNothing: 'No digest was made since then.', sinceFrom: 'From', sinceCount: (days: number, left: number) => `${s(days, 'day')}, ${s(left, 'paper')} left`,

  // Search and library
  searchWords: 'Words to search for', searchPlaceholder: 'Words, "a phrase", author:name, an id or an address', filters: 'Filters',
  author: 'Author', category: 'Category', from: 'From', to: 'To', sort: 'Order', thumb: 'Thumb', hideSeen: 'Leave out what is put away',
  any: { sort: 'Best first', feedback: 'Any' },
  sorts: { date: 'Newest', relevance: 'Relevance', novelty: 'Novelty', similarity: 'Match', rank: 'Rank' },
  thumbs: { up: 'Liked', down: 'Not for me', none: 'None yet' },
  nothingFound: 'No paper is found.', found: (count: string) => count === '1' ? '1 paper' : `${count} papers`,
  corrected: (query: string) => `Searched for “${query}”.`,
  keepSearch: 'Keep this search', searchName: 'Name of the search', savedSearchesLabel: 'Kept searches', removeSearch: (name: string) => `Remove the search ${name}`,
  asSource: 'Always consider for the digest', searchKept: 'The search is kept.',
  library: { saved: 'Saved', noted: 'With notes', liked: 'Liked', disliked: 'Not for me', seen: 'Put away' },
  libraryEmpty: {
    saved: 'Nothing is saved yet. Press s on a paper.', noted: 'No paper has a note yet.', liked: 'You have liked no paper yet. Press u on one.',
    disliked: 'There is nothing here.', seen: 'Nothing is put away yet. Press d on a paper.', tag: 'No paper has this tag.',
  },
  noSuchPaper: 'No such paper', noSuchPaperWhy: 'It is not in the store. Search for it, or import it.',

  // Runs
  runTitle: 'Run', runsTitle: 'Runs', noRun: 'There is no such run any more.', noRuns: 'There was no run yet.', runAgain: 'Run again', problems: 'What went wrong',
  toDigest: 'To the digest', checkModel: 'Check the model', changeSources: 'Change the sources',
  counts: {
    considered: 'Considered', fetched: 'Listed', new: 'New', selected: 'Chosen', shortlisted: 'On the shortlist', judged: 'Judged', read: 'Read in full',
  },

  // Interests
  noProfile: 'There is no profile.', interestsText: 'Your interests', interestsHint: 'Free text, or numbered topics, each with “Relevant:” and “Not relevant:”.',
  interestsExample: '1. Sea ice\n   Relevant: thickness and drift from satellites.\n   Not relevant: glaciers.\n\nI like field work, and simple methods.',
  understood: 'How it is understood', understoodNothing: 'What you write appears here as it is understood.', against: 'Not', taste: 'Taste',
  wouldChange: (total: string) => `What would move among the last ${total} papers`, withoutVerdicts: 'The judge would be asked anew: its grades are left out of both orders.',
  setUpAnew: 'Step by step', narrower: 'More exactly', keywords: 'Keywords', keywordsHint: 'Papers with them come nearer.', negativeKeywords: 'Never with',
  negativeHint: 'Papers with one of them are left out.', requiredKeywords: 'Only with', requiredHint: 'Papers without any of them are left out.', authors: 'Authors to follow',
  institutions: 'Institutions to follow', removeWord: (word: string) => `Remove ${word}`, profileName: 'Name', languageLabel: 'Language',
  maxPapers: 'Papers in a digest, at most', minRelevance: 'Least relevance', minRelevanceHint: 'From 1 to 10, as the judge grades.', digestGroup: 'The digest',
  whenAndWhere: 'When and where', byItself: 'Make the digest by itself', time: 'At', days: 'Days', delivery: 'Bring it to',
  weekdays: { mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat', sun: 'Sun' },
  deliveryKinds: { folder: 'A folder', email: 'E-mail', webhook: 'A webhook' },
  deliveryExamples: { path: '/home/me/digests', to: 'me@example.org', name: 'The webhook’s name in the settings' }, removeDelivery: 'Remove this target',
  budget: 'What judging may cost', budgetValue: 'As much as',
  budgets: { seen: 'A share of the must-reads', share: 'A share of the tokens', tokensPerDay: 'Tokens a day', usdPerMonth: 'US dollars a month' },
  budgetHints: {
    seen: '0.95: as much as is needed for the judge to see 95 of 100 must-reads.', share: '0.25: a quarter of what judging everything would cost.',
    tokensPerDay: 'A whole number of tokens.', usdPerMonth: 'In US dollars.',
  },
  saveInterests: 'Save', profileSaved: 'Saved. The next list goes by it.',
  savedRejudging: (count: number) => `Saved. ${s(count, 'paper')} of late can be judged anew.`,

  // Sources
  sources: 'Sources', addSource: 'Add:', sourceKinds: {
    arxiv: 'arXiv', huggingface: 'Hugging Face', biorxiv: 'bioRxiv', medrxiv: 'medRxiv', feed: 'A feed', zotero: 'Zotero', sample: 'Sample day',
  },
  removeSource: (kind: string) => `Remove ${kind}`, categories: 'Categories', categoriesHint: 'As arXiv names them: cs.CL, astro-ph.GA, …', allCategories: 'None: all of them.',
  crossLists: 'Also papers that are cross-listed there', atMost: 'Papers a day, at most', feedAddress: 'Address of the feed', collection: 'Collection (none: the whole library)',
  zoteroHint: 'Allow other applications in Zotero’s advanced settings.', fieldsFind: 'Find a field', fieldsChosen: (count: number) => `${s(count, 'field')} chosen`,
  perDay: (count: number) => `about ${Math.round(count)} a day`, otherSources: 'Other sources',

  // First morning
  welcomeTitle: 'Good morning', welcomeSteps: { interests: 'What interests you?', sources: 'Where to look', model: 'A language model', run: 'Your first digest' },
  welcomeInterests: 'Write it as you would tell a colleague, or give papers that you like.', welcomeWays: 'Ways to tell it',
  ways: { text: 'In words', papers: 'By papers' }, papersText: 'Papers that you like', papersHint: 'arXiv ids, DOIs, addresses, BibTeX or RIS; about ten are enough.',
  ownList: 'My papers', canChange: 'Left empty, the interests stay as they are. All of it can be changed later.', welcomeSources: 'Choose the fields whose new papers are looked at every day.',
  welcomeModel: 'A model of your choice judges what is near. Without one, papers are ordered by closeness and by your thumbs.',
  welcomeRun: 'The sources are asked, what is near is found, judged and written up. This takes a minute or two.',

  // Insight
  insight: { learning: 'Learning', judging: 'Judging', costs: 'Costs', sources: 'Sources', map: 'Map' },
  learnedNothing: 'Nothing is learned yet. The first thumbs change the order at once; the curve begins after a few.',
  learningCurve: 'How well the order fits your thumbs', withThumbs: 'With your thumbs', criteriaAlone: 'Criteria alone',
  learningHint: 'The share of pairs in the right order, on thumbs that were not learned from.',
  modelUsed: (version: number, likes: number, dislikes: number) => `Version ${version} is in use; it knows ${likes} liked and ${dislikes} disliked papers.`,
  agreement: 'Judge and thumbs', agreementWeeks: 'What the judge gave to papers with thumbs', meanUp: 'Liked', meanDown: 'Not for me',
  tastes: {
    unknown: 'There are too few thumbs on judged papers yet to tell whether the judge shares your taste.', together: 'The judge and your thumbs agree.',
    parted: 'The judge and your thumbs have parted: look whether your interests still say what you want.',
  },
  judgedNothing: 'No model has judged anything yet.', mustReadsSeen: (grade: number) => `Must-reads (${grade} and better) that the judge saw`,
  relevantSeen: (grade: number) => `Relevant papers (${grade} and better) that it saw`, papersJudged: 'Judged, of all', tokensSaved: 'Tokens saved',
  seenByWeek: 'Share that the judge got to see, by week', mustReads: 'Must-reads', relevant: 'Relevant', tokensByWeek: 'Tokens by week', used: 'Used', spared: 'Saved',
  costNothing: 'Nothing was spent in the last 30 days.', requests: 'Requests', tokensIn: 'Tokens in', tokensOut: 'Tokens out', cost: 'Cost', noPrice: 'no price set',
  atLeast: (cost: string) => `at least ${cost}`, costByDay: 'Cost by day', tokensByDay: 'Tokens by day', byPurpose: 'By purpose', byModel: 'By model',
  purposes: { judge: 'Judging', read: 'Reading', summary: 'Summaries', overview: 'Overview' },
  sourcesOfLate: 'Papers that each source listed for the last digests', sourceFailed: 'failed',
  mapNothing: 'There are too few papers for a map.', mapTitle: 'Papers of the last days by likeness', mapHint: 'Near each other: alike. Darker: nearer to your interests. Scroll or use + and − to zoom, drag or use the arrows to move.',
  zoomIn: 'Zoom in', zoomOut: 'Zoom out', wholeMap: 'Whole map', noTopic: 'No topic',
  termsTitle: 'What your thumbs have taught', termsHint: 'Words, authors, categories and topics, each with what it adds to the odds that you like a paper.', termsNothing: 'Nothing yet.', crossOut: (term: string) => `Cross out ${term}`, crossedOut: 'Crossed out', letCount: (term: string) => `Let ${term} count again`,
  crossedOutSaid: (term: string) => `${term} does not count any more.`, termsUp: 'Moves papers up', termsDown: 'Moves papers down',
  termThumbs: (likes: number, dislikes: number) => `liked ${likes} times, not ${dislikes} times`, termKinds: { word: 'word', author: 'author', topic: 'topic', category: 'category' },

  // Settings
  model: 'Language model', modelIs: (name: string) => `${name} judges.`, modelWorks: (name: string) => `${name} works.`, noModel: 'No language model is connected.', modelAddress: 'Address', modelName: 'Model',
  modelKey: 'Key', modelKeyKept: 'A key is kept; leave this empty to keep it.', modelNone: 'Work without a model', modelTry: 'Try', modelSave: 'Use it', modelFound: 'Found on this machine',
  modelTrying: 'Asking the model…', modelSaved: 'The model is in use.', modelSpeed: (seconds: string, tokens: string) => `It answered in ${seconds} s (${tokens} tokens a second).`,
  modelFixed: (by: string) => `Set by ${by}; it can be changed only there.`, modelAddressHint: 'Any endpoint that speaks OpenAI’s chat completions.',
  setBy: { environment: 'the environment', commandLine: 'the command line', file: 'the settings file', openAi: 'OPENAI_BASE_URL or OPENAI_API_KEY' },
  sessions: 'Signed-in browsers', sessionsHint: 'Each was signed in once by a link, and stays until you sign it out.', noSessions: 'No browser is signed in by a link.',
  thisBrowser: 'this browser', sessionTimes: (since: string, last: string) => `since ${since}, last used ${last}`, signOut: 'Sign out', signedOutSaid: 'Signed out.',
  newLink: 'Make a link for another browser', newLinkHint: 'Open it on this machine within a minute; it is good once.',
  feeds: 'Feeds', feedsHint: 'For feed readers. Each has a key of its own, which is good for nothing else.', newFeed: 'Make a feed', feedName: 'Name of the feed',
  feedOnce: 'The address is shown this once:', removeFeed: (name: string) => `Revoke the feed ${name}`, revoke: 'Revoke', feedRevoked: 'Revoked.', noFeeds: 'There is no feed yet.',
  about: 'About', aboutText: (version: string, papers: string, embedding: string) => `LocalDigest ${version}, ${papers} papers, embedding ${embedding}.`,
  embeddingOn: (done: string, total: string) => `${done} of ${total} papers are embedded.`, apiLink: 'The HTTP surface, to try out',
};
