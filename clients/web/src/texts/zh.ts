// Chinese: the same texts as in en.ts, which the compiler checks.
import type { Texts } from './texts.js';
import { zhViews } from './zh-views.js';

export const zh: Texts = {
  ...zhViews,
  places: { today: '今日', digests: '存档', search: '搜索', library: '文库', interests: '兴趣', insight: '洞察', settings: '设置' },
  navigation: '视图', skip: '跳到论文', more: '更多', profile: '配置', close: '关闭', cancel: '取消', undo: '撤销', undone: '已撤销。',
  nothingToUndo: '没有可撤销的操作。', loading: '正在载入……', kept: '已保存。',
  offline: '守护进程没有响应。请重新启动它；恢复后本页会自动继续。',

  actions: '对这篇论文的操作', like: '喜欢', dislike: '不感兴趣', save: '收藏', unsave: '已收藏：取消', see: '看完：收起', unsee: '已收起：取回',
  abstractPage: '摘要页', abstractShort: '摘要页', andMore: count => `等另外 ${count} 人`, moved: (from, to) => `从第 ${from} 位到第 ${to} 位`,
  movedSaid: (from, to) => `它已从第 ${from} 位移到第 ${to} 位。`,
  exploration: '探索', explorationWhy: '离您的兴趣较远：您的反馈在这里最有帮助。', invented: '虚构', withdrawn: '已撤稿', checkedAgain: '已复核',
  gradeTitle: '显示数值', grade: '等级',
  grades: { 4: '必读', 3: '非常相关', 2: '相关', 1: '边缘' },
  closeness: { 4: '非常接近', 3: '接近', 2: '有关', 1: '较远' },
  numbers: { relevance: '相关性', novelty: '新颖性', similarity: '与标准的匹配', preference: '按您的评价', likelihood: '相关的可能性', score: '得分' },
  commentBy: '评审模型，依据摘要', commentByChecked: '评审模型，依据摘要；已复核', authorsNote: '作者附注：',
  abstract: '摘要', noAbstract: '没有摘要。', note: '笔记', notePlaceholder: '写给自己……', tags: '标签', tagPlaceholder: '添加标签',
  removeTag: tag => `移除标签 ${tag}`, copyBibtex: '复制 BibTeX', bibtexCopied: 'BibTeX 已复制到剪贴板。', similar: '相似论文', noSimilar: '没有相似论文。',
  whyHere: '为什么在这里？', markAbove: '收起本篇及以上各篇', ownPage: '单独页面', code: '代码', project: '项目',
  answer: (relevance, novelty) => `相关性 ${relevance}，新颖性 ${novelty}：`,
  likedSaid: title => `您喜欢“${title}”。`, dislikedSaid: title => `“${title}”已移出您的列表。`, savedSaid: '已收藏，在文库中。', unsavedSaid: '已取消收藏。',
  seenSaid: (count, seen) => seen ? `已收起 ${count} 篇论文。` : `已取回 ${count} 篇论文。`,
  parts: {
    tldr: '一句话', keyContribution: '贡献', overview: '概述', plainLanguage: '通俗解释', method: '方法', methodology: '方法', experiments: '实验',
    takeaways: '要点', limitations: '局限', keyFindings: '发现',
  },
  analysis: {
    title: '标题', abstractTranslated: '摘要', motivation: '动机', drivingForces: '驱动力', painPoints: '痛点', hypotheses: '假设', design: '设计',
    text: '设计',
    coreIdea: '核心思想', pipeline: '步骤', structure: '结构', algorithms: '算法', comparison: '与其他方法比较', essentialDifferences: '本质区别',
    contributions: '贡献', applicableScenarios: '适用场景', experiments: '实验', validation: '验证方式', keyResults: '结果', strengths: '优点',
    limitations: '局限', practicalGuide: '实践指南', openSource: '代码', implementationDetails: '实现细节', transfer: '迁移', summary: '总结',
  },
  basis: { html: '已读全文。', pdf: '已读全文（PDF）。', abstract: '仅依据摘要。' },
  ownSentences: '句子出自论文本身。', byModel: '由语言模型撰写，并与论文核对。',
  removedSentences: count => `${count} 句未通过核对，已移除。`, withCare: count => `${count} 句需谨慎阅读`,
  lost: { hedge: '论文中的说法更为谨慎。', population: '论文所说的范围更窄。' }, figure: number => `图 ${number}。`, fullText: count => `全文（${count} 节）`,

  todayIs: day => day,
  left: (left, all, considered) => left === all ? `${all} 篇论文，选自 ${considered} 篇` : `还剩 ${left} 篇，共 ${all} 篇，选自 ${considered} 篇`,
  updatedAt: time => `更新于 ${time}`, bringUpToDate: '更新', asDocument: '作为文档', markAll: '全部收起', overview: '今日概览',
  allDone: '今天的都看完了。', undoLast: '撤销上一步', seenCount: count => `已收起 ${count} 篇`,
  noDigest: '还没有摘要报告。', makeDigest: '生成今日报告', setUp: '设置您的兴趣', runOnFirst: '正在生成第一份报告，完成后会自动显示。',
  nothingNew: '您的来源今天没有新内容。arXiv 在周末和节假日不发布。', nothingRelevant: considered => `${considered} 篇新论文中今天没有足够符合您兴趣的。`,
  lookAgain: '再查一次', tryAgain: '重试', bestMissed: '最接近的论文', connectModel: '连接语言模型', moreNotices: count => `另有 ${count} 条说明`,
  shortNotices: { sample: '示例日：标为虚构的论文并不存在。', 'no-model': '未使用语言模型排序。', 'match-ends': '列表在匹配结束处结束。' },

  runStates: { queued: '等待中……', running: '进行中……', succeeded: '完成。', partial: '完成；部分内容缺失。', failed: '运行失败。', cancelled: '已取消。' },
  stages: { harvest: '询问来源', prefilter: '筛选相近论文', judge: '评审', reading: '阅读全文', overview: '撰写概览', digest: '撰写报告', watch: '核查收藏论文', train: '学习' },
  tokens: count => `${count} 个词元`,

  signInTitle: '登录此浏览器', signInWhy: '您阅读的内容只属于您，因此本页只对能读取您文件的人开放。', signInHow: '要获得一个让浏览器长期登录的链接，请运行：',
  signInToken: '或粘贴数据目录中 daemon.json 里的令牌（Linux 上为 ~/.local/share/LocalDigest）：', signInButton: '登录',
  wrongToken: '这不是当前守护进程的令牌。每次启动后令牌都会改变。',

  keysTitle: '快捷键',
  keys: {
    'j k': '下一篇、上一篇', o: '展开或收起', n: '继续读：展开下一篇', u: '喜欢', x: '不感兴趣', s: '收藏', d: '收起并到下一篇', 'shift D': '收起本篇及以上各篇',
    v: '摘要页', z: '撤销上一步', '/': '搜索', 'g t': '今日', 'g a': '存档', 'g l': '文库', 'g i': '兴趣', 'g m': '洞察', '?': '本列表',
  },
};
