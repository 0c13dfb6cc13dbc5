using System.Collections.Frozen;

namespace LocalDigest.Reading;

/// <summary>
/// English words for what Chinese summaries of papers speak of, so that they can be looked up in English papers. It knows the words that
/// any field uses: data, training, measurement, medicine, comparison; terms of one field stay in Latin letters in most summaries.
/// </summary>
internal static class ScienceGlossary
{
    private const int LongestTerm = 5;

    private static readonly FrozenDictionary<string, string> Terms = Read("""
        数据集 dataset data set|数据 data|训练集 training split|训练 train training|测试集 test set|测试 test testing|验证集 validation development|验证 validate validation|样本 sample examples instances
        实例 instances examples|句子对 sentence pairs|句子 sentences|句对 sentence pairs|词表 vocabulary vocab|词汇表 vocabulary|词元 tokens|查询 queries query|文档 documents|论文 papers|图像 images image|图片 images
        视频 videos video|音频 audio|文本 text|语言对 language pairs|语言 languages language|语音 speech|翻译 translation translate|英德 English German EN-DE|英法 English French EN-FR|英语 English|德语 German|法语 French|中文 Chinese
        模型 model models|大模型 big large model|基础模型 base model|小模型 small model|参数量 parameters params|参数 parameters params|编码器 encoder|解码器 decoder|注意力 attention|注意力头 heads attention|头 heads|层 layers layer
        神经网络 neural network|网络 network networks|嵌入 embedding|维度 dimension dimensional dim|维 dimension dim|隐藏 hidden|窗口 window|上下文 context|序列 sequence length|长度 length|批大小 batch size|批次 batch|学习率 learning rate
        优化器 optimizer|步 steps|轮 epochs rounds|迭代 iterations steps|丢弃率 dropout|丢弃 dropout|正则化 regularization|标签平滑 label smoothing|预热 warmup|线性 linear|缓存 cache|内存 memory|显存 memory|显卡 GPU GPUs
        机器 machines machine|集群 cluster clusters|工作进程 worker workers processes|进程 worker processes workers|节点 nodes machines|处理器 processors CPU|服务器 servers machines|任务 tasks task|作业 jobs job|记录 records|文件 files file
        磁盘 disk disks|带宽 bandwidth|吞吐量 throughput|延迟 latency|速度 speed faster|速率 rate speed|快 faster speed|慢 slower longer|时间 time elapsed|耗时 time takes|总时间 time total entire|成本 cost|训练成本 training cost|计算量 computation FLOPs|运算 operations
        准确率 accuracy|精度 precision accuracy|精确率 precision|召回率 recall|召回 recall|灵敏度 sensitivity|敏感度 sensitivity|特异度 specificity|误差 error|错误率 error rate|错误 errors error|损失 loss|得分 score scores|分数 score|评分 rating score|指标 metrics
        基准 benchmark benchmarks|基线 baseline baselines|性能 performance|效果 performance|质量 quality|提升 improve improvement increase gain|提高 improve increase improvement|改进 improve improvement|增加 increase more|降低 reduce decrease lower|减少 reduce fewer decrease|下降 drop decrease|下跌 drop
        超过 outperform surpass exceed over|优于 outperform better surpass|高于 higher outperform surpass|低于 lower below|好于 better|快于 faster|比 than compared|高 higher|低 lower|最佳 best|最好 best|此前 previous existing previously|以前 previous|相比 compared
        单模型 single-model single model|集成 ensemble|消融 ablation|实验 experiments experiment|评估 evaluate evaluation|比较 comparison compare|人工 human manual|人类 human|标注 annotated labels|专家 experts|参与者 participants|回答 answers responses|偏好 preferred preference
        医院 hospital hospitals|卫生系统 health system|患者 patients patient|病人 patients patient|住院 inpatient admissions encounters|入院 admission admitted|就诊 encounters visits|警报 alarms alerts alarm|误报 false alarms|真警报 true alarm|护士 nurse|医生 physicians clinicians|脓毒症 sepsis|感染 infection infected
        病毒 virus|细胞 cells cell|小鼠 mice mouse|大鼠 rats rat|动物 animals|临床 clinical|试验 trial|随机 random randomised|剂量 dose|浓度 concentration|温度 temperature|孵育 incubated incubation|培养 culture maintained|精油 essential oil oils|油 oil oils
        成分 components composition|含量 content amount|占 makes major|主要 major main|发生率 rate incidence|死亡率 mortality|生存 survival|变量 variables|生理 physiological|生命体征 vitals|实验室 laboratory labs|个月 months|月 months|年 years|天 days|小时 hours|分钟 minutes|秒 seconds|周 weeks
        蚊 mosquito mosquitoes|物种 species|蛋白 protein proteins|基因 gene genes|药物 drug drugs|治疗 treatment|抑制 inhibit inhibition|存活 viability survival|风险 risk|疫情 outbreak|病例 cases|对照 control controls|星系 galaxies galaxy|恒星 stars star|红移 redshift|质量 mass quality
        望远镜 telescope|传感器 sensors sensor|港口 harbours|读数 readings|机器人 robot robots|轨迹 trajectories|奖励 reward|策略 policy|智能体 agent agents|强化学习 reinforcement learning|搜索 search|检索 retrieval search|引用 citations references|爬取 crawler|爬虫 crawler|选择器 selector
        提示 prompt prompts|系统提示 system prompt|指令 instruction instruct|微调 finetuning fine-tuned|数学 math mathematics|代码 code|推理 reasoning inference|常识 commonsense|知识 knowledge|阅读 reading comprehension|解析 parsing|句法 parsing constituency|成分句法 constituency parsing
        映射 map|归约 reduce|输入 input|输出 output|中间 intermediate|分片 pieces splits|块 blocks pieces|副本 copies|故障 failures failure|杀掉 killed kill|终止 killed terminated|备份 backup|排序 sort sorting|启动 startup|扫描 scans|切分 split|字节 byte bytes|相同 identical|堆叠 stack
        架构 architecture|结构 structure architecture|循环 recurrent recurrence|卷积 convolution|并行 parallel parallelization|自回归 autoregressive|束搜索 beam search|惩罚 penalty|检查点 checkpoints|平均 average mean|采样 sampled samples|对 pairs|组 groups|类别 classes categories|类 classes
        整个 entire whole|全部 entire all|程序 program|条件 conditions atmosphere|层数 layers|台 machines|块 GPU|显存 memory|句 sentences
        区域 regions area|国家 countries|城市 cities|人群 population|人 people persons participants|名 participants people|例 cases patients|倍 times fold|次 times admissions|块 blocks GPU|台 machines|个 |条 queries records|张 images
        """);

    /// <summary>The English words for the terms of a text, the longest terms first at each place.</summary>
    public static IEnumerable<string> Of(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            var length = Math.Min(LongestTerm, text.Length - i);
            string? words = null;
            while (length > 0 && !Terms.TryGetValue(text.Substring(i, length), out words)) length--;
            if (words is not null) yield return words;
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
