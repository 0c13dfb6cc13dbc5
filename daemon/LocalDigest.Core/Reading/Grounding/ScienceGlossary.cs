using System.Collections.Frozen;

namespace LocalDigest.Reading;

/// <summary>
/// English words for what Chinese summaries of papers speak of, so that they can be looked up in English papers. It knows the words that
/// any field uses: data, training, measurement, medicine, comparison; terms of one field stay in Latin letters in most summaries.
/// </summary>
internal static class ScienceGlossary
{
    private const int LongestTerm = 6;

    private static readonly FrozenDictionary<string, string> Terms = Read("""
        数据集 dataset data set|数据 data|训练集 training split|训练 train training|测试集 test set|测试 test testing|验证集 validation development
        验证 validate validation|样本 sample examples instances
        实例 instances examples|句子对 sentence pairs|句子 sentences|句对 sentence pairs|词表 vocabulary vocab|词汇表 vocabulary|词元 tokens
        查询 queries query|文档 documents|论文 papers|图像 images image|图片 images
        视频 videos video|音频 audio|文本 text|语言对 language pairs|语言 languages language|语音 speech|翻译 translation translate
        英德 English German EN-DE|英法 English French EN-FR|英语 English|德语 German|法语 French|中文 Chinese
        模型 model models|大模型 big large model|基础模型 base model|小模型 small model|参数量 parameters params|参数 parameters params|编码器 encoder
        解码器 decoder|注意力 attention|注意力头 heads attention|头 heads|层 layers layer
        神经网络 neural network|网络 network networks|嵌入 embedding|维度 dimension dimensional dim|维 dimension dim|隐藏 hidden|窗口 window
        上下文 context|序列 sequence length|长度 length|批大小 batch size|批次 batch|学习率 learning rate
        优化器 optimizer|步 steps|轮 epochs rounds|迭代 iterations steps|丢弃率 dropout|丢弃 dropout|正则化 regularization|标签平滑 label smoothing
        预热 warmup|线性 linear|缓存 cache|内存 memory|显存 memory|显卡 GPU GPUs
        机器 machines machine|集群 cluster clusters|工作进程 worker workers processes|进程 worker processes workers|节点 nodes machines
        处理器 processors CPU|服务器 servers machines|任务 tasks task|作业 jobs job|记录 records|文件 files file
        磁盘 disk disks|带宽 bandwidth|吞吐量 throughput|延迟 latency|速度 speed faster|速率 rate speed|快 faster speed|慢 slower longer
        时间 time elapsed|耗时 time takes|总时间 time total entire|成本 cost|训练成本 training cost|计算量 computation FLOPs|运算 operations
        准确率 accuracy|精度 precision accuracy|精确率 precision|召回率 recall|召回 recall|灵敏度 sensitivity|敏感度 sensitivity|特异度 specificity
        误差 error|错误率 error rate|错误 errors error|损失 loss|得分 score scores|分数 score|评分 rating score|指标 metrics
        基准 benchmark benchmarks|基线 baseline baselines|性能 performance|效果 performance|质量 quality
        提升 improve improvement increase gain|提高 improve increase improvement|改进 improve improvement|增加 increase more
        降低 reduce decrease lower|减少 reduce fewer decrease|下降 drop decrease|下跌 drop
        超过 outperform surpass exceed over|优于 outperform better surpass|高于 higher outperform surpass|低于 lower below|好于 better
        快于 faster|比 than compared|高 higher|低 lower|最佳 best|最好 best|此前 previous existing previously|以前 previous|相比 compared
        单模型 single-model single model|集成 ensemble|消融 ablation|实验 experiments experiment|评估 evaluate evaluation
        比较 comparison compare|人工 human manual|人类 human|标注 annotated labels|专家 experts|参与者 participants|回答 answers responses
        偏好 preferred preference
        医院 hospital hospitals|卫生系统 health system|患者 patients patient|病人 patients patient|住院 inpatient admissions encounters
        入院 admission admitted|就诊 encounters visits|警报 alarms alerts alarm|误报 false alarms|真警报 true alarm|护士 nurse
        医生 physicians clinicians|脓毒症 sepsis|感染 infection infected
        病毒 virus|细胞 cells cell|小鼠 mice mouse|大鼠 rats rat|动物 animals|临床 clinical|试验 trial|随机 random randomised|剂量 dose
        浓度 concentration|温度 temperature|孵育 incubated incubation|培养 culture maintained|精油 essential oil oils|油 oil oils
        成分 components composition|含量 content amount|占 makes major|主要 major main|发生率 rate incidence|死亡率 mortality|生存 survival
        变量 variables|生理 physiological|生命体征 vitals|实验室 laboratory labs|个月 months|月 months|年 years|天 days|小时 hours|分钟 minutes
        秒 seconds|周 weeks
        蚊 mosquito mosquitoes|物种 species|蛋白 protein proteins|基因 gene genes|药物 drug drugs|治疗 treatment|抑制 inhibit inhibition
        存活 viability survival|风险 risk|疫情 outbreak|病例 cases|对照 control controls|星系 galaxies galaxy|恒星 stars star|红移 redshift
        质量 mass quality
        望远镜 telescope|传感器 sensors sensor|港口 harbours|读数 readings|机器人 robot robots|轨迹 trajectories|奖励 reward|策略 policy
        智能体 agent agents|强化学习 reinforcement learning|搜索 search|检索 retrieval search|引用 citations references|爬取 crawler|爬虫 crawler
        选择器 selector
        提示 prompt prompts|系统提示 system prompt|指令 instruction instruct|微调 finetuning fine-tuned|数学 math mathematics|代码 code
        推理 reasoning inference|常识 commonsense|知识 knowledge|阅读 reading comprehension|解析 parsing|句法 parsing constituency
        成分句法 constituency parsing
        映射 map|归约 reduce|输入 input|输出 output|中间 intermediate|分片 pieces splits|块 blocks pieces|副本 copies|故障 failures failure
        杀掉 killed kill|终止 killed terminated|备份 backup|排序 sort sorting|启动 startup|扫描 scans|切分 split|字节 byte bytes|相同 identical
        堆叠 stack
        架构 architecture|结构 structure architecture|循环 recurrent recurrence|卷积 convolution|并行 parallel parallelization
        自回归 autoregressive|束搜索 beam search|惩罚 penalty|检查点 checkpoints|平均 average mean|采样 sampled samples|对 pairs|组 groups
        类别 classes categories|类 classes
        整个 entire whole|全部 entire all|程序 program|条件 conditions atmosphere|层数 layers|台 machines|块 GPU|显存 memory|句 sentences
        区域 regions area|国家 countries|城市 cities|人群 population|人 people persons participants|名 participants people|例 cases patients
        倍 times fold|次 times admissions|块 blocks GPU|台 machines|个 |条 queries records|张 images
        总计 total overall|总共 total overall|总数 total number|总体 overall|平均 average mean|中位数 median|均值 mean average
        最大 maximum largest max|最小 minimum smallest min|最高 highest up maximum best|最低 lowest minimum|最多 most up maximum
        最少 least fewest minimum|最长 longest up maximum|最短 shortest|峰值 peak|上限 upper limit|下限 lower limit|范围 range|区间 interval
        置信区间 confidence interval
        标准差 standard deviation|方差 variance|标准误 standard error|分布 distribution|相关 correlation correlated associated
        相关性 correlation association|回归 regression|显著 significant significantly|差异 difference differ|风险比 hazard risk ratio
        比值比 odds ratio|优势比 odds ratio|比值 ratio|比率 ratio rate|比例 proportion fraction percentage share ratio|百分比 percentage percent
        概率 probability|频率 frequency|计数 count counts|估计 estimate estimated|预测 predict prediction predicted
        真实 true real actual intrinsic|观测 observed observation observations|观察 observed observation|观测到 observed detected
        异质性 heterogeneity|偏倚 bias|偏差 bias deviation|荟萃分析 meta-analysis|系统综述 systematic review|综述 review survey|队列 cohort
        随访 follow-up followed|基线期 baseline|亚组 subgroup|分层 stratified|多变量 multivariate|单变量 univariate|敏感性分析 sensitivity analysis
        敏感性 sensitivity|纳入 included inclusion enrolled|排除 excluded exclusion|招募 recruited enrolled|入组 enrolled
        受试者 participants subjects individuals|志愿者 volunteers|成年人 adults|成人 adults|老年人 older elderly|儿童 children|婴儿 infants
        男性 men male males|女性 women female females|男 male men|女 female women|年龄 age aged|岁 age years aged|性别 sex gender|身高 height
        体重 weight|体重指数 BMI
        不良事件 adverse events|不良反应 adverse reactions events|副作用 side effects adverse|并发症 complications|症状 symptoms|体征 signs
        诊断 diagnosis diagnosed diagnostic|预后 prognosis prognostic|疗效 efficacy|疗法 therapy treatment|手术 surgery surgical
        麻醉 anaesthesia|安慰剂 placebo|口服 oral|静脉 intravenous vein|注射 injection injected|给药 administered dose
        服用 taking took administered|停药 withdrawal|激素 hormone steroid|皮质类固醇 corticosteroid corticosteroids steroids|抗生素 antibiotics
        疫苗 vaccine vaccination|接种 vaccinated vaccination|抗体 antibody antibodies|免疫 immune immunity|炎症 inflammation inflammatory
        肿瘤 tumor tumour cancer|癌症 cancer|癌 cancer carcinoma|淋巴结 lymph node|转移 metastasis transfer|分期 stage staging
        肾病 kidney disease renal|肾 kidney renal|慢性肾病 chronic kidney disease CKD|心脏 heart cardiac|血压 blood pressure|血糖 glucose
        糖尿病 diabetes|高血压 hypertension|肺 lung pulmonary|肺炎 pneumonia|肝 liver hepatic|脑 brain|神经 nerve neural neuron|皮肤 skin
        血 blood serum|血清 serum|血浆 plasma|尿 urine urea|肌酐 creatinine|尿素氮 urea nitrogen|白蛋白 albumin|胆固醇 cholesterol|中风 stroke
        艾滋病 AIDS HIV|结核 tuberculosis|疟疾 malaria|麻风 leprosy|寄生虫 parasite parasites|蠕虫 helminth worm|虫卵 eggs egg
        粪便 stool fecal feces|感染者 infected|阳性 positive|阴性 negative|病原 pathogen|细菌 bacteria bacterial|真菌 fungi fungal
        预期寿命 life expectancy|寿命 life expectancy lifespan|死亡 death deaths died mortality|存活率 survival rate|生存率 survival rate
        总生存 overall survival|患病率 prevalence|感染率 prevalence infection|发病率 incidence|复发 recurrence relapse|住院期 stay
        失访 lost follow-up|严重 severe major serious|轻度 mild light minor|中度 moderate|重度 heavy severe|慢性 chronic|急性 acute
        额外 additional extra|另外 additional other another
        基因组 genome genomes genomic|全基因组 whole genome|测序 sequencing sequenced|序列数据 sequence data
        覆盖 coverage cover covers covering span|覆盖率 coverage|突变 mutation mutations|变异 variant variants variation
        位点 site sites locus loci|等位基因 allele alleles|单倍型 haplotype haplotypes|染色体 chromosome|表达 expression|过表达 overexpression
        编码 coding encoding encoded|品种 breed breeds|绵羊 sheep|羊 sheep goat|牛 cattle cow|猪 pig|鸡 chicken|狗 dog|猫 cat|鸟 bird birds
        鱼 fish|鲨鱼 shark sharks|沙丁鱼 sardine sardines|昆虫 insect insects|植物 plant plants|灌木 shrub shrubs|草 grass graminoids
        树 tree trees|叶 leaf leaves|花 flower flowering|花序 inflorescence inflorescences|开花 flower flowering emergence|种子 seed|根 root
        土壤 soil|森林 forest|野生 wild|家养 domestic|动物园 zoo|种群 population|群落 community|生态 ecology ecosystem
        捕食 hunting predation prey|猎物 prey|行为 behaviour behavior|阶段 phase stage|长期 long-term long|短期 short-term short
        性状 trait traits|响应 response responsive responses|反应 response reaction|适应 adaptation|升温 warming warmed|增温 warming warmed
        气候 climate|降水 precipitation rain|冠层 canopy|海洋 ocean marine sea|湖 lake|河 river|北极 arctic|野外 field fieldwork
        地点 site sites location|采集 collected sampled|收集 collected collection|采样 sampling sampled|储存 storing stored storage
        冷藏 cooled ice|冰 ice|切 cut|混合 mixed mixing mixture|均质化 homogenization homogenized|分解 decay degradation decomposition
        衰减 decay attenuation
        双星 binary binaries|单星 single stars|恒星 stars star stellar|星 star stars|行星 planet planets|黑洞 black hole|中子星 neutron star
        超新星 supernova supernovae|银河系 Galactic Galaxy Milky Way|麦哲伦云 Magellanic Cloud|大麦哲伦云 Large Magellanic Cloud
        小麦哲伦云 Small Magellanic Cloud|光谱 spectrum spectra spectroscopic|发射线 emission line lines|吸收线 absorption line
        径向速度 radial velocity|速度差 velocity difference|轨道 orbit orbital|周期 period|质光比 light|亮度 brightness luminosity|光度 luminosity
        辐射 radiation|金属丰度 metallicity|望远镜 telescope|历元 epoch epochs|宇宙学 cosmology|粒子 particle particles|能量 energy|温度 temperature
        压力 pressure|波长 wavelength|磁场 magnetic field|激光 laser|量子 quantum|晶体 crystal|电池 battery|材料 material materials|合金 alloy
        薄膜 film|电压 voltage|电流 current|电导 conductivity|密度 density|体积 volume|厚度 thickness|高度 height high|宽度 width|深度 depth deep
        距离 distance|角度 angle|半径 radius|直径 diameter
        向量 vector vectors|矩阵 matrix|索引 index indexes|小索引 mini-index mini-indexes|缓存命中 cache hit|命中率 hit ratio rate|命中 hit hits
        容量 capacity|阈值 threshold thresholds|全局 global|局部 local|单一 single|数据库 database databases|后端 backend backends|查询量 queries
        分区 partition partitions|近邻 neighbors neighbours nearest|最近邻 nearest neighbors|邻居 neighbors|重叠 overlap
        扰动 perturbation perturbed|噪声 noise|压缩 compression compressed|存储 storage stored|线程 threads|并发 concurrent
        操作系统 operating system|系统 system systems|框架 framework|算法 algorithm algorithms|步骤 steps step|流程 pipeline process
        模块 module modules|组件 component components|接口 interface|工具 tool tools|平台 platform|软件 software|代码库 repository code
        开源 open-source open released|语料 corpus|语料库 corpus|题目 problems questions|题 problems questions|问题 problems questions
        答案 answers solutions|解答 solutions answers|提交 submissions submission|编译 compile compilation|编程 programming
        编程语言 programming languages|小说 novels novel|书 book books|人物 characters character|角色 characters roles|说话人 speaker speakers
        对话 dialog dialogue conversation|社交网络 social network|聚类 clustering cluster|聚类系数 clustering coefficient
        识别 identification identified recognition|识别率 identification rate recognition|场景 scenarios scenes scene
        领域 domains domain field|模态 modalities modality|多模态 multimodal|类型 types type|种类 types kinds|类别数 classes|资产 assets asset
        工业 industrial|金融 financial finance|市场 markets market|加密 crypto encryption|漏洞 exploits vulnerabilities|损失 lost loss losses
        攻击 attack attacks|安全 safety security
        准确 accurate accuracy correct|正确率 correctness accuracy|正确 correct correctness|成功率 success rate
        成功 success succeeds successful|失败 failure failed failures|失败率 failure rate|误判 misclassification misclassified
        误判率 misclassification rate|误差率 error rate|均方误差 MSE mean squared error|绝对误差 absolute error|相对误差 relative error|胜率 win rate
        通过率 pass rate|接受率 acceptance|评分者 raters|增益 gain|分析师 analysts analyst|设计师 designers|作者 authors|用户 users user|学生 students
        教师 teachers teacher|研究者 researchers|医生们 physicians|机构 institutions institution|公司 company|大学 university|学校 school schools
        省 provinces province|州 states|地区 region area district|农村 rural|城市 urban city cities|美国 US USA American States
        中国 China Chinese|英国 UK British|德国 Germany German|法国 France French|日本 Japan Japanese|印度 India Indian|非洲 Africa African
        南非 South Africa African|欧洲 Europe European|亚洲 Asia Asian|巴西 Brazil|加拿大 Canada|澳大利亚 Australia|挪威 Norway|荷兰 Netherlands
        瑞典 Sweden|瑞士 Switzerland|意大利 Italy|西班牙 Spain|俄罗斯 Russia|菲律宾 Philippines|尼泊尔 Nepal|韩国 Korea|新加坡 Singapore
        预训练 pre-training pretraining pre-train|训练数据 training data|训练步 training steps|中期训练 mid-training|后训练 post-training
        蒸馏 distillation|量化 quantization quantized|剪枝 pruning|对齐 alignment|规模 scale size|主干网络 backbone|主干 backbone|骨干 backbone
        激活 activation|归一化 normalization norm|初始化 initialization initialized|收敛 converge converges convergence|梯度 gradient
        目标函数 objective|正则 regularization|隐藏层 hidden layer|神经元 neurons|卷积层 convolutional|注意力机制 attention|多头注意力 multi-head attention
        分词器 tokenizer|网页 web pages|互联网 web internet|检测 detection detected detect|分割 segmentation|分类 classification
        生成 generation generate generated|渲染 rendering|重建 reconstruction|视图 views view|点云 pointcloud point cloud|激光雷达 lidar
        摄像头 cameras camera|相机 camera cameras|像素 pixel pixels|帧 frames|分辨率 resolution|行人 pedestrian pedestrians|车辆 vehicle car
        自动驾驶 autonomous driving|扩散 diffusion|解码 decoding decode|吞吐 throughput|加速 speedup acceleration faster|加法 addition
        减法 subtraction|乘法 multiplication|除法 division|算术 arithmetic|数字 digits digit numbers|随机种子 seeds seed|种子数 seeds
        输入变量 input variables|变量数 variables|特征 features feature|噪音 noise|支持 support supports|使用 use used uses|采用 use used adopt
        需要 requires require need needed|包含 contains includes consists|包括 including include includes|涵盖 covers spans covering
        分为 divided partitioned into|来自 from|发现 found detected|新 new novel|已知 known previously|报道 reported|报告 reported report
        完成 complete completed|评估者 evaluated|持续 lasted duration|历时 over duration days|平均速度 mean speed average|每个 each per
        每次 each per|每颗 each|分别 respectively|最终 final finally|初始 initial|主要结果 primary outcome|次要 secondary|上升 rise increase rises
        升高 rise increase|减缓 slowed slow delayed|延长 extend prolonged|缩短 shorten shorter reduce|减半 halved half|翻倍 doubled double
        排名 rank ranking|前沿 frontier|开放 open|商业 commercial|专用 specialized|通用 general|轻量 lightweight
        """);

    /// <summary>The English words for the terms of a text, the longest terms first at each place.</summary>
    public static IEnumerable<string> Of(string text) => Placed(text).Select(term => term.Words);

    /// <summary>The English words for the terms of a text, each with where the term begins.</summary>
    public static IEnumerable<(string Words, int At)> Placed(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            var length = Math.Min(LongestTerm, text.Length - i);
            string? words = null;
            while (length > 0 && !Terms.TryGetValue(text.Substring(i, length), out words)) length--;
            if (words is not null) yield return (words, i);
            i += Math.Max(length, 1);
        }
    }

    private static FrozenDictionary<string, string> Read(string table)
    {
        var terms = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in table.Split(['|', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var blank = entry.IndexOf(' ', StringComparison.Ordinal);
            if (blank > 0) terms[entry[..blank]] = entry[(blank + 1)..];
        }
        return terms.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
