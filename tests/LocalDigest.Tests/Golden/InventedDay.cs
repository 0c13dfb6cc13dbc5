using LocalDigest.Digests;
using LocalDigest.Reading;

namespace LocalDigest.Tests.Golden;

/// <summary>A day of papers that nobody wrote, as the content of a digest: one read whole, one of which only the abstract was read, one that nobody read.</summary>
internal static class InventedDay
{
    public static DigestContent In(string language) => language == "zh" ? Chinese : English;

    private static DigestContent English { get; } = new()
    {
        Id = "kitchen-2026-11-20",
        Profile = "kitchen",
        ProfileName = "Kitchen Robotics",
        Date = new DateOnly(2026, 11, 20),
        Language = "en",
        Model = "small-judge",
        Notices = [new Notice("source-failed", "Hugging Face daily papers could not be read: the server answered with status 503.")],
        Counts = new DigestCounts { Considered = 41, Shortlisted = 12, Judged = 12, Selected = 3 },
        Sources = [new SourceOutcome("arxiv", "arXiv cs.RO", 38, 38, null), new SourceOutcome("huggingface", "Hugging Face daily papers", 3, 3, null)],
        Criteria = "1. Manipulation of soft things\n   Relevant: folding, stirring, kneading.",
        Overview = new DigestOverview
        {
            Origin = "small-judge",
            Summary = "Two of today's three papers move *soft* matter, and both say that touch helps more than sight.",
            Themes = new(null, [new("Touch before sight", "Both methods begin with a fingertip sensor.", ["arxiv:2611.90001", "arxiv:2611.90002"])]),
            Highlights = new(null, [new("DoughNet", "kneads dough it has never seen.", ["arxiv:2611.90001"])]),
            EmergingDirections = new(null, [new("", "Simulators that stick.", ["arxiv:2611.90002"])]),
            ToReadInFull = new("If you have time for one:", [new("", "the ablation of the sensor is worth the hour", ["arxiv:2611.90001"])]),
        },
        Groups = [new DigestGroup("Soft matter", ["arxiv:2611.90001", "arxiv:2611.90002"], ["Dough", "Towels"])],
        Papers =
        [
            new DigestPaper
            {
                Id = "arxiv:2611.90001",
                ArxivId = "2611.90001",
                Version = 2,
                Title = "DoughNet: Learning to Knead with $O(n \\log n)$ Contacts",
                Url = "https://arxiv.org/abs/2611.90001v2",
                Authors = ["Ada Baker", "José García"],
                Abstract = "Dough is hard to simulate. We learn a contact model whose loss is $\\mathcal{L} = \\sum_{i=1}^{n} \\lVert x_i - \\hat{x}_i \\rVert^2$ and knead 12 kinds of dough for $5 each.",
                Published = new DateTimeOffset(2026, 11, 19, 18, 0, 0, TimeSpan.Zero),
                Categories = ["cs.RO", "cs.LG"],
                Venue = "RoboCook 2026",
                CodeUrl = "https://github.com/example/doughnet",
                ProjectUrl = "https://doughnet.example.org",
                ListedBy = ["arxiv", "huggingface"],
                Upvotes = 23,
                Score = 0.91,
                Relevance = 9,
                Novelty = 7,
                Comment = "Kneading is the first example of your first topic, and the touch model is new.",
                Topic = "1. Manipulation of soft things",
                Reading = new DigestReading
                {
                    Basis = "full-text",
                    Origin = "small-judge",
                    Removed = 2,
                    Tldr = "A robot learns to knead dough by **touch** and needs a tenth of the contacts.",
                    Overview = "DoughNet predicts where dough will flow when it is pressed.\n\n- It reads one fingertip sensor.\n- It plans ten presses ahead.",
                    Method = "1. Press, and record the force $f_t$.\n2. Predict the shape:\n\n$$\\hat{x}_{t+1} = \\begin{cases} g(x_t, f_t) & f_t > 0 \\\\ x_t & \\text{otherwise} \\end{cases}$$\n3. Choose the press with the smallest loss.",
                    Experiments = "Twelve doughs, three robots; the error falls from 4.1 mm to 1.3 mm.",
                    PlainLanguage = "It is like closing your eyes to feel when the dough is ready.",
                    KeyContribution = "A contact model with $O(n \\log n)$ contacts in place of $O(n^2)$.",
                    Methodology = "*   **Sensor:** one fingertip, 60 Hz.\n*   **Model:** a graph network:\n\n```\npress -> graph -> shape\n```",
                    Takeaways = "Try the sensor on towels before you buy a second camera.",
                    TakeawaysFor = "kitchen roboticists",
                    Limitations = "Wet dough sticks, and the paper says so.",
                    MethodAnalysis = new MethodAnalysis
                    {
                        Motivation = new() { DrivingForces = ["Bakeries want robots."], PainPoints = ["Simulators are slow.", "Cameras see only the surface."] },
                        Design = new() { CoreIdea = "Learn contact, not shape.", Pipeline = ["Press.", "Predict.", "Choose."], Structure = ["A graph network of 6 layers."] },
                        Comparison = new() { EssentialDifferences = ["Touch in place of sight."] },
                        Experiments = new() { KeyResults = ["1.3 mm against 4.1 mm."], Limitations = ["No wet dough."] },
                        PracticalGuide = new() { OpenSource = "Code and weights are there: https://github.com/example/doughnet" },
                        Summary = new() { CoreIdea = "Feel it.", Pipeline = ["Press", "Predict", "Press better"] },
                    },
                    KeyFindings = ["The error falls from 4.1 mm to 1.3 mm.", "One sensor is enough."],
                    Affiliations = ["Univ. of Bread", "Crust Lab"],
                    Links = [new DigestLink("https://doughnet.example.org/data", "Twelve doughs")],
                },
                Figures =
                [
                    new DigestFigure { Id = "fig1", Caption = "A hand kneads; the force is $f_t$.", Address = "/v1/papers/arxiv%3A2611.90001/figures/fig1", Width = 640, Height = 320, Role = "teaser" },
                    new DigestFigure { Id = "fig4", Caption = "Errors of twelve doughs", Address = "/v1/papers/arxiv%3A2611.90001/figures/fig4", Width = 800, Height = 400, Role = "results" },
                ],
            },
            new DigestPaper
            {
                Id = "arxiv:2611.90002",
                ArxivId = "2611.90002",
                Version = 1,
                IsNewVersion = true,
                Title = "Folding *Any* Towel",
                Url = "https://arxiv.org/abs/2611.90002v1",
                Authors = ["Li Wei"],
                Abstract = "Towels fold. We fold them faster than before.",
                Published = new DateTimeOffset(2026, 11, 19, 18, 0, 0, TimeSpan.Zero),
                Categories = ["cs.RO"],
                ListedBy = ["arxiv"],
                Score = 0.5,
                Relevance = 6,
                Novelty = 4,
                Comment = "Folding is on your list; little of it is new.",
                Topic = "1. Manipulation of soft things",
                Reading = new DigestReading
                {
                    Basis = "abstract",
                    Origin = "extractive",
                    Withheld = ["The full text could not be read: arXiv has no HTML of it and poppler-utils is not installed."],
                    Tldr = "We fold them faster than before.",
                    KeyFindings = ["We fold them faster than before."],
                    Outline = [new DigestOutlineEntry("1 Introduction", 1, "Towels are everywhere.")],
                },
            },
            new DigestPaper
            {
                Id = "doi:10.1000/spoons",
                Title = "Spoons: A Survey",
                Url = "https://doi.org/10.1000/spoons",
                Authors = ["Someone Else"],
                Published = new DateTimeOffset(2026, 11, 18, 0, 0, 0, TimeSpan.Zero),
                Score = 0.3,
                Similarity = 0.3,
                Reasons = ["It is similar to your topic 1 (0.30)."],
            },
        ],
    };

    private static DigestContent Chinese { get; } = English with
    {
        ProfileName = "厨房机器人",
        Language = "zh",
        Overview = new DigestOverview
        {
            Origin = "small-judge",
            Summary = "今天三篇论文中有两篇研究*柔软*物体，且都认为触觉比视觉更有用。",
            Themes = new(null, [new("触觉优先", "两种方法都从指尖传感器出发。", ["arxiv:2611.90001", "arxiv:2611.90002"])]),
            ToReadInFull = new(null, [new("", "传感器消融实验值得细读", ["arxiv:2611.90001"])]),
        },
        Groups = [new DigestGroup("柔软物体", ["arxiv:2611.90001", "arxiv:2611.90002"], ["面团", "毛巾"])],
        Papers = [.. English.Papers.Select(paper => paper.Id != "arxiv:2611.90001" ? paper : paper with
        {
            Comment = "揉面正是您第一个主题的首例，触觉模型是新的。",
            Reading = new DigestReading
            {
                Basis = "full-text",
                Origin = "small-judge",
                Removed = 1,
                Tldr = "机器人凭**触觉（touch）**学会揉面，接触次数仅为十分之一。",
                Overview = "DoughNet 预测面团受压后的流动。",
                Method = "按压并记录力 $f_t$，再预测形状 $\\hat{x}_{t+1}$。",
                Experiments = "十二种面团，误差由 4.1 mm 降至 1.3 mm。",
                PlainLanguage = "就像闭上眼睛用手感受面团。",
                KeyContribution = "以 $O(n \\log n)$ 次接触取代 $O(n^2)$ 次。",
                Methodology = "一个指尖传感器与一个图网络。",
                Takeaways = "先在毛巾上试试这个传感器。",
                Limitations = "湿面团会粘手。",
                MethodAnalysis = new MethodAnalysis { Motivation = new() { DrivingForces = ["面包房需要机器人。"] }, Summary = new() { CoreIdea = "用手感受。", Pipeline = ["按压", "预测", "再按压"] } },
                KeyFindings = ["The error falls from 4.1 mm to 1.3 mm."],
                Affiliations = ["面包大学"],
            },
        })],
    };

    /// <summary>The same day with every defect that generated digests have been seen to have.</summary>
    public static DigestContent WithDefects { get; } = English with
    {
        Notices = [],
        Style = "report",
        Overview = new DigestOverview
        {
            Summary = "Sure, here is an executive summary of today's papers:\n\n---\n\nOn [insert the date here] three papers came out. Touch helps.\n\n---\n\nI hope this helps!",
            Highlights = new(null, [new("DoughNet", "kneads. See https://evil.example/track for more.", ["arxiv:2611.90001"]), new("A paper of another day", "It is not here.", ["arxiv:2601.00001"])]),
        },
        Papers =
        [
            English.Papers[0] with
            {
                Title = "\\textbf{DoughNet}: 9$\\times$ Faster Kneading",
                Abstract = "We present \\textsc{DoughNet}, which is 9$\\times$ faster. See <b>Figure 1</b>.",
                Comment = "",
                Reading = new DigestReading
                {
                    Tldr = "{\"tldr\": \"It kneads.\"}",
                    Analysis = "As a robotics expert, I will analyse this paper.\n\n## The method\n\nIt presses \\emph{dough}. The code is at [this link](https://github.com/other/project). The data are at https://doughnet.example.org/data. ![trace](http://evil.example/p.png)<img src=\"http://evil.example/q.png\">\n\n* **Code:** https://github.com/other/project\n\nUnfinished:\n\n```\nopen",
                    Limitations = "I'm sorry, but I cannot read the paper.",
                },
                Figures = [new DigestFigure { Id = "x", Address = "http://home.example:83/C%3A/x.jpg", Role = "teaser" }],
            },
            English.Papers[1] with { Reading = new DigestReading { Analysis = "Certainly! Please provide the text of the paper that you want me to analyse." } },
        ],
    };
}
