using LocalDigest.Papers;
using LocalDigest.Reading;

namespace LocalDigest.Tests.Reading;

/// <summary>A paper that does not exist, for summaries to be true or false of.</summary>
internal static class InventedPaper
{
    public static StoredPaper Stored { get; } = new(
        1,
        new Paper
        {
            Id = PaperId.Arxiv("2601.90001"),
            Version = 1,
            Title = "TideNet: Forecasting Harbour Levels with Sparse Sensors",
            Abstract = "Harbour levels are hard to forecast where sensors are few. We propose TideNet, a graph network that learns from 227 sparse sensors. It reduces the mean error by 12.3% on HarbourBench and runs 3 times faster than WaveFormer-2. Our code is available at https://github.com/tidelab/tidenet.",
            Authors = [new Author("Mira Vantongeren", "University of Ostend"), new Author("Pol Adeyemi")],
            Published = new DateTimeOffset(2026, 1, 20, 12, 0, 0, TimeSpan.Zero),
            Categories = ["cs.LG"],
            Comment = "Accepted at OceanML 2026",
        },
        new byte[32], DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, null);

    public static FullText Whole { get; } = new()
    {
        Basis = TextBasis.Html,
        Title = Stored.Paper.Title,
        Language = "en",
        Sections =
        [
            Section(TextSection.AbstractId, null, "Abstract", Stored.Paper.Abstract),
            Section("S1", "1", "Introduction", "Forecasts of harbour levels guide ships and barriers. Sensors are few and often fail.", "Earlier models such as WaveFormer-2 (Doe et al., 2024) need a sensor in every basin. We show that two stages suffice."),
            Section("S2", "2", "Method", "TideNet has an encoder and a decoder. The encoder passes messages over the graph of sensors for 8 rounds.", "The decoder predicts the level of each basin for the next 48 hours. We train with AdamW, a learning rate of $5\\times 10^{-5}$ and batches of 1,024 windows for 20,000 steps on four A100 GPUs."),
            Section("S3", "3", "Experiments", "We evaluate on HarbourBench, which has 2.1 million readings from 227 sensors in 31 harbours.", "TideNet lowers the mean absolute error from 8.4 cm to 7.37 cm, a reduction of 12.3%. Without the graph the error rises to 9.05 cm. We call this “the price of ignoring the neighbours”."),
            Section("S4", "4", "Limitations", "TideNet was not tested in rivers. It cannot foresee storm surges that no sensor has seen."),
            Section("S5", "5", "Conclusion", "We have shown that a graph network forecasts harbour levels with sparse sensors. Future work will study rivers."),
        ],
        Tables = [new TextTable("tab1", "1", "Error by method", "S3", [["Method", "MAE", "Hit rate"], ["WaveFormer-2", "8.40", "71.5"], ["TideNet", "7.37", "80.2"]], [])],
        Figures = [new Figure { Id = "fig1", Number = "1", Caption = "Overview of TideNet.", Section = "S2" }],
        References = [new Reference("1", "J. Doe et al. WaveFormer-2: waves with attention. OceanML, 2024. https://github.com/wavelab/waveformer", "https://github.com/wavelab/waveformer")],
        Affiliations = [new Affiliation("Department of Oceanography, University of Ostend", ["Mira Vantongeren"], "University of Ostend"), new Affiliation("Flanders Institute of Marine Sciences", ["Pol Adeyemi"], "Flanders Institute of Marine Sciences")],
        Links = [new PaperLink("https://github.com/tidelab/tidenet", "https://github.com/tidelab/tidenet", LinkKind.Code, TextSection.AbstractId)],
    };

    public static FullText AbstractOnly { get; } = new()
    {
        Basis = TextBasis.Abstract,
        Title = Stored.Paper.Title,
        Sections = [Section(TextSection.AbstractId, null, "Abstract", Stored.Paper.Abstract)],
        Notes = ["The paper could not be fetched."],
    };

    private static TextSection Section(string id, string? number, string title, params string[] paragraphs) =>
        new(id, number, title, 1, [.. paragraphs.Select(text => new TextParagraph(text))]);
}
