using System.Text.RegularExpressions;
using LocalDigest.Daemon.Hosting;

namespace LocalDigest.Tests.Faults;

/// <summary>A setting that is not what it should be is told by its full name, with what is allowed.</summary>
public sealed partial class SettingsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("Llm:Modell=x", "There is no setting LocalDigest:Llm:Modell. The nearest one is LocalDigest:Llm:Model.")]
    [InlineData("llm:basurl=x", "There is no setting LocalDigest:llm:basurl. The nearest one is LocalDigest:Llm:BaseUrl.")]
    [InlineData("Lm:Model=x", "There is no setting LocalDigest:Lm:Model. The nearest one is LocalDigest:Llm:Model.")]
    [InlineData("Llm=x", "There is no setting LocalDigest:Llm. The nearest one is LocalDigest:Llm:Model.")]
    [InlineData("Llm:Model:Name=x", "There is no setting LocalDigest:Llm:Model:Name. The nearest one is LocalDigest:Llm:Model.")]
    [InlineData("Webhooks:team:Uri=x", "There is no setting LocalDigest:Webhooks:team:Uri. The nearest one is LocalDigest:Webhooks:NAME:Url.")]
    [InlineData("Smtp:IsConfigured=true", "There is no setting LocalDigest:Smtp:IsConfigured.")]
    [InlineData("Reading:LibraryFolders=/x", "LocalDigest:Reading:LibraryFolders has several values. Set LocalDigest:Reading:LibraryFolders:0 in its place.")]
    [InlineData("Llm:TimeoutSeconds=soon", "LocalDigest:Llm:TimeoutSeconds must be a whole number.")]
    [InlineData("Llm:TimeoutSeconds=", "LocalDigest:Llm:TimeoutSeconds must be a whole number.")]
    [InlineData("Llm:MaxTokensPerRun=1.5", "LocalDigest:Llm:MaxTokensPerRun must be a whole number.")]
    [InlineData("Llm:Prices:0:Since=spring", "LocalDigest:Llm:Prices:0:Since must be a day such as 2026-01-31.")]
    [InlineData("Llm:UsdPerMillionInputTokens=free", "LocalDigest:Llm:UsdPerMillionInputTokens must be a number.")]
    [InlineData("Arxiv:MinInterval=three", "LocalDigest:Arxiv:MinInterval must be a number.")]
    [InlineData("Smtp:UseTls=yes", "LocalDigest:Smtp:UseTls must be true or false.")]
    [InlineData("Llm:TimeoutSeconds=0", "LocalDigest:Llm:TimeoutSeconds must be between 1 and 3600.")]
    [InlineData("Llm:Temperature=3", "LocalDigest:Llm:Temperature must be between 0 and 2.")]
    [InlineData("Llm:MaxRequestsPerRun=-1", "LocalDigest:Llm:MaxRequestsPerRun must be 0 or more.")]
    public void A_wrong_one_is_refused(string setting, string sentence)
    {
        Assert.StartsWith(sentence, Assert.Throws<ConfigurationException>(() => Read("--LocalDigest:" + setting)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"LocalDigest":{"Llm":{"Modell":"x"}}}""", "There is no setting LocalDigest:Llm:Modell. The nearest one is LocalDigest:Llm:Model.")]
    [InlineData("{\n\"LocalDigest\":\n{,", "The file appsettings.json in the data directory cannot be read at line 3.")]
    [InlineData("[]", "The file appsettings.json in the data directory cannot be read.")]
    public void A_file_that_is_wrong_is_refused(string file, string sentence)
    {
        File.WriteAllText(folder.File("appsettings.json"), file);
        var message = Assert.Throws<ConfigurationException>(() => Read()).Message;
        Assert.StartsWith(sentence, message, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Path, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Right_ones_are_read_and_the_command_line_goes_before_the_file()
    {
        File.WriteAllText(folder.File("appsettings.json"), """
            {
              "Kestrel": {}, "Logging": { "LogLevel": { "Default": "Debug" } },
              "LocalDigest": {
                "AllowedHosts": [ "papers.example.org" ], "Embedding": {}, "Reading": { "LibraryFolders": [] },
                "Llm": { "Model": "small", "TimeoutSeconds": 7, "UsdPerMillionInputTokens": 0.5, "Temperature": null },
                "Webhooks": { "Team": { "Url": "https://example.org/hook", "Form": "slack" } }
              }
            }
            """);
        var settings = Read("--LocalDigest:Llm:Model=large", "--localdigest:smtp:usetls=False", "--LocalDigest:Arxiv:MinInterval=0.5", "--LocalDigest:Reading:LibraryFolders:0=/papers");
        Assert.Equal(("large", 7, 0.5m, (double?)null), (settings.Llm.Model, settings.Llm.TimeoutSeconds, settings.Llm.UsdPerMillionInputTokens!.Value, settings.Llm.Temperature));
        Assert.Equal(["papers.example.org"], settings.AllowedHosts);
        Assert.Equal(["/papers"], settings.Reading.LibraryFolders);
        Assert.Equal("slack", settings.Webhooks["team"].Form);
        Assert.Equal(0.5, settings.Arxiv.MinInterval);
        Assert.False(settings.Smtp.UseTls);
        Assert.Equal("residual", settings.Preferences.Learner);
    }

    [Fact]
    public void Every_setting_that_the_README_names_is_one()
    {
        var named = NamedPattern().Matches(File.ReadAllText(Repository.Path("README.md"))).Select(match => match.Groups["name"].Value.Replace("__", ":", StringComparison.Ordinal)).ToList();
        Assert.True(named.Count > 10, string.Join(' ', named));
        foreach (var name in named)
        {
            var fault = Record.Exception(() => Read($"--LocalDigest:{name}="))?.Message ?? "";
            Assert.DoesNotContain("There is no setting", fault, StringComparison.Ordinal);
        }
    }

    private Settings Read(params string[] settings) => Settings.Read(new DaemonArguments(folder.Path, null, null, Today: false, ParentPid: null, settings), folder.Path);

    [GeneratedRegex("LocalDigest__(?<name>\\w+)", RegexOptions.NonBacktracking)]
    private static partial Regex NamedPattern();
}
