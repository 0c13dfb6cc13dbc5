using LocalDigest.Profiles;

namespace LocalDigest.Tests.Profiles;

public sealed class InterestParserTests
{
    [Fact]
    public void Numbered_topics_with_labels_and_closing_remarks_are_taken_apart()
    {
        var interests = InterestParser.Parse(
            """
            1. Sea ice
               - Relevant: thickness from altimetry, drift,
                 and melt ponds.
               - Not relevant: icebergs, glaciers.
            2. Ocean mixing
               - Relevant: turbulence measured in the ocean.

             In choosing papers, remember that I like field work.
            """);
        Assert.Equal(
            [
                new Topic(1, "Sea ice", "thickness from altimetry, drift, and melt ponds.", "icebergs, glaciers."),
                new Topic(2, "Ocean mixing", "turbulence measured in the ocean."),
            ],
            interests.Topics);
        Assert.Equal("In choosing papers, remember that I like field work.", interests.Remarks);
    }

    [Theory]
    [InlineData(120)]
    [InlineData(121)]
    public void A_title_is_kept_whole_up_to_the_longest_one(int length)
    {
        var title = string.Join(' ', Enumerable.Repeat("melting", 20))[..(length - 3)] + " ice";
        title = title[..length];
        var topic = Assert.Single(InterestParser.Parse($"1. {title}\n   - Relevant: thickness from altimetry.\n").Topics);
        Assert.Equal(length <= 120, topic.Title == title);
        Assert.Equal(length <= 120, topic.Relevant == "thickness from altimetry.");
        Assert.Contains("thickness from altimetry.", topic.Relevant, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_at_the_margin_behind_a_list_is_no_part_of_its_last_item()
    {
        var interests = InterestParser.Parse("- sea ice thickness\n- melt ponds\n  on floes\nSend me field work above all.\n");
        Assert.Equal(["sea ice thickness", "melt ponds on floes"], interests.Topics.Select(topic => topic.Relevant).Take(2));
        Assert.DoesNotContain("field work", interests.Topics[1].Relevant, StringComparison.Ordinal);
    }

    [Fact]
    public void Titled_topics_are_known_by_the_label_below_them()
    {
        var interests = InterestParser.Parse(
            """
            Tidal turbines (blades, wakes)

            Relevant: papers on wakes behind tidal turbines.

            Not relevant: wind turbines.

            Wave energy

            Relevant: converters.

            Prefer measurements to simulations.
            """);
        Assert.Equal(["Tidal turbines (blades, wakes)", "Wave energy"], interests.Topics.Select(topic => topic.Title));
        Assert.Equal("wind turbines.", interests.Topics[0].NotRelevant);
        Assert.Equal("Prefer measurements to simulations.", interests.Remarks);
    }

    [Fact]
    public void Headings_with_several_labels_sections_without_number_and_keywords_are_understood()
    {
        var interests = InterestParser.Parse(
            """
            # What I want

            Be strict.

            ## Principle
            - Prefer methods.

            ## 1. Soil carbon
            We care about stocks.
            - **Strong match:** deep cores.
            - **Especially valuable:** long series.
            - **Usually not relevant:** crop yield.

            ## Final word
            If in doubt, leave it out.

            **Keywords:**
            - Relevant: Peat, Permafrost (deep), etc.
            - Irrelevant: crops
            - Application: irrigation, drones.
            """);
        var topic = Assert.Single(interests.Topics);
        Assert.Equal(new Topic(1, "Soil carbon", "We care about stocks. deep cores. long series.", "crop yield."), topic);
        Assert.Equal("Be strict.", interests.Introduction);
        Assert.Equal("Prefer methods.\nIf in doubt, leave it out.", interests.Remarks);
        Assert.Equal(["Peat", "Permafrost (deep)"], interests.Keywords);
        Assert.Equal(["crops", "irrigation", "drones"], interests.NegativeKeywords);
    }

    [Theory]
    [InlineData("protein folding", 1)]
    [InlineData("- diffusion models\n- splines\n- graphs", 3)]
    [InlineData("I study bees.\n\nAnd wasps, sometimes.", 1)]
    [InlineData("", 0)]
    [InlineData("   \n\n", 0)]
    [InlineData("主题1：图像分割\n相关：分割模型\n不相关：检测\n\n主题2：视频\n相关：视频生成", 2)]
    [InlineData("1) one\n2) two\n3) three", 3)]
    public void Any_text_gives_topics(string text, int topics)
    {
        var interests = InterestParser.Parse(text);
        Assert.Equal(topics, interests.Topics.Count);
        Assert.All(interests.Topics, topic => Assert.NotEmpty(topic.Relevant));
    }

    [Theory]
    [InlineData(
        "I work on vision-language models and robot learning, mostly with transformers. " +
        "Lately I have also become interested in world models for autonomous driving.",
        "vision-language models|robot learning|world models for autonomous driving")]
    [InlineData(
        "Hi! I'm a PhD student in biology working on protein structure prediction. " +
        "My main interests are protein design, molecular dynamics, and small molecules.",
        "protein structure prediction|protein design|molecular dynamics|small molecules")]
    [InlineData(
        "I am a postdoc studying exoplanet atmospheres. My work focuses on transmission spectroscopy; I also develop retrieval codes. " +
        "Over the last year I have become more interested in stellar contamination.",
        "exoplanet atmospheres|transmission spectroscopy|retrieval codes|stellar contamination")]
    [InlineData(
        "Hello, I'm Maria, a master's student in Delft. I'm writing my thesis on offline reinforcement learning. " +
        "Besides that, I like reading about fairness. Theorem proving is also great.",
        "offline reinforcement learning|fairness|Theorem proving")]
    [InlineData(
        "I'd like to follow work on neutron star mergers, kilonovae, and r-process nucleosynthesis. " +
        "I don't care about detectors, nor about pulsars.",
        "neutron star mergers|kilonovae|r-process nucleosynthesis")]
    [InlineData(
        "My group develops tools for cryo-EM. Topics: particle picking; model building.",
        "tools for cryo-EM|particle picking|model building")]
    [InlineData("研究生，做联邦学习，最近在看大模型微调。除了医疗应用，都可以。别推荐综述。", "联邦学习|大模型微调")]
    [InlineData("1) 多模态检索\n2) 视频问答，不要医学视频\n3) 不关心语音", "多模态检索|视频问答")]
    [InlineData("I study training and inference of language models.", "training and inference of language models")]
    [InlineData("I work on speech, image and video generation.", "speech, image and video generation")]
    [InlineData("Large language models. Reinforcement learning. Robotics.", "Large language models|Reinforcement learning|Robotics")]
    [InlineData("protein folding, graph neural networks, causal inference", "protein folding|graph neural networks|causal inference")]
    [InlineData("diffusion models\nsplines\ngraph neural networks", "diffusion models|splines|graph neural networks")]
    [InlineData(
        "What I read: (1) Bayesian optimisation, (2) Gaussian processes, (3) experimental design",
        "Bayesian optimisation|Gaussian processes|experimental design")]
    [InlineData("我是一名研究生，主要研究多模态大模型和视频理解。最近也开始关注具身智能，特别是导航。", "多模态大模型|视频理解|具身智能")]
    [InlineData("研究方向：强化学习、机器人操作、世界模型。", "强化学习|机器人操作|世界模型")]
    public void Prose_gives_a_topic_with_a_short_name_for_each_interest(string text, string titles) =>
        Assert.Equal(titles.Split('|'), InterestParser.Parse(text).Topics.Select(topic => topic.Title));

    [Theory]
    [InlineData(
        "New methodological improvements to spatial understanding, spatial intelligence on embodied agents;", "spatial understanding")]
    [InlineData("Shows new VLLMs (visual large language models) or MLLMs (multi-modal large language models)", "VLLMs or MLLMs")]
    [InlineData("Embodied AI papers on building new benchmarks (simulator related) or new methods.", "Embodied AI")]
    [InlineData("Efficient inference of large language models that run on phones", "Efficient inference of large language models")]
    [InlineData("Papers about interpretability", "interpretability")]
    [InlineData("Sea ice (Arctic)", "Sea ice (Arctic)")]
    [InlineData("Methods that do not need labels", "Methods that do not need labels")]
    public void A_sentence_in_a_list_gets_a_short_name_and_stays_whole_as_content(string sentence, string title)
    {
        var topics = InterestParser.Parse($"1. {sentence}\n2. Tides").Topics;
        Assert.Equal([title, "Tides"], topics.Select(topic => topic.Title));
        Assert.Equal(sentence, topics[0].Relevant);
    }

    [Fact]
    public void What_is_unwanted_speaks_against_its_own_topic_or_against_all()
    {
        var interests = InterestParser.Parse(
            """
            1. Segmentation
               Relevant: methods for video, but not for medical images.
               Not relevant: detection.
            2. Tracking, except for pedestrians
            3. No surveys

            I do not care about robots. I like simple ideas.
            """);
        Assert.Equal(
            [
                new Topic(1, "Segmentation", "methods for video.", "detection; medical images"),
                new Topic(2, "Tracking", "Tracking.", "pedestrians"),
            ],
            interests.Topics);
        Assert.Equal(["surveys", "robots"], interests.Unwanted);
        Assert.Equal("I like simple ideas.", interests.Remarks);
    }

    [Fact]
    public void Chinese_labels_are_labels()
    {
        var topic = Assert.Single(InterestParser.Parse("1. 图像分割\n相关：分割模型\n不相关：检测").Topics);
        Assert.Equal(new Topic(1, "图像分割", "分割模型", "检测"), topic);
    }

    [Fact]
    public void A_colon_in_prose_is_no_label()
    {
        var topic = Assert.Single(InterestParser.Parse("1. Bees\n   Relevant: two kinds of work: field and lab. Not only: hives.").Topics);
        Assert.Equal("two kinds of work: field and lab. Not only: hives.", topic.Relevant);
    }

    [Fact]
    public void A_huge_text_is_read_in_time_and_whole()
    {
        var text = string.Join('\n', Enumerable.Range(1, 3000).Select(i => $"{i % 90 + 1}. Topic number {i}\n   Relevant: {new string('x', 60)} {i}"));
        Assert.Equal(3000, InterestParser.Parse(text).Topics.Count);
    }

    [Theory]
    [InlineData("astro-galaxies", 7, 3, 7, 4)]
    [InlineData("embodied-vlm", 4, 0, 0, 0)]
    [InlineData("high-energy-astro", 10, 0, 0, 0)]
    [InlineData("llm-foundations", 4, 4, 8, 18)]
    [InlineData("rl-agents", 3, 3, 0, 0)]
    [InlineData("robot-3d", 6, 6, 0, 0)]
    public void Criteria_of_real_users_are_taken_apart(string folder, int topics, int withNotRelevant, int keywords, int negativeKeywords)
    {
        var interests = InterestParser.Parse(File.ReadAllText(SharedData.Path($"data/profiles/{folder}/topics.txt")));
        Assert.Equal(topics, interests.Topics.Count);
        Assert.Equal(withNotRelevant, interests.Topics.Count(topic => topic.NotRelevant.Length > 0));
        Assert.Equal(keywords, interests.Keywords.Count);
        Assert.Equal(negativeKeywords, interests.NegativeKeywords.Count);
        Assert.All(interests.Topics, topic =>
        {
            Assert.True(topic.Relevant.Length > (folder == "high-energy-astro" ? 10 : 40));
            Assert.DoesNotContain("**", topic.Relevant, StringComparison.Ordinal);
            Assert.DoesNotContain("elevant:", topic.Relevant, StringComparison.Ordinal);
        });
        if (folder is "embodied-vlm" or "rl-agents" or "robot-3d") Assert.True(interests.Remarks.Length > 100);
    }

    [Theory]
    [InlineData("000_3f1ea6d7c8addf69.txt")]
    [InlineData("001_c1543f7e1dfb7185.txt")]
    public void The_criteria_inside_a_real_digest_are_taken_apart(string file)
    {
        var text = File.ReadAllText(SharedData.Path($"seeds/{file}")).Split("## Paper selection prompt")[1];
        var interests = InterestParser.Parse(text);
        Assert.Equal(4, interests.Topics.Count);
        Assert.Equal("Image Matting", interests.Topics[2].Title);
        Assert.All(interests.Topics, topic => Assert.True(topic.NotRelevant.Length > 100));
        Assert.StartsWith("In suggesting papers", interests.Remarks, StringComparison.Ordinal);
    }
}
