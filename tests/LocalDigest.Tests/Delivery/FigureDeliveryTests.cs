using System.Net;
using LocalDigest.Delivery;
using LocalDigest.Digests;
using LocalDigest.Profiles;
using LocalDigest.Tests.Golden;
using LocalDigest.Tests.StandIns;
using MimeKit;

namespace LocalDigest.Tests.Delivery;

/// <summary>Digests take their figures along to where the daemon cannot serve them.</summary>
public sealed class FigureDeliveryTests
{
    /// <summary>One pixel as PNG.</summary>
    private static readonly byte[] Pixel = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private sealed class OneFigure : IFigureFiles
    {
        public FigureFile? Find(string paper, string figure) => (paper, figure) == ("arxiv:2611.90001", "fig1") ? new FigureFile("image/png", Pixel) : null;
    }

    private static Courier Courier(IFigureFiles? figures, SmtpOptions? smtp = null, StyleCatalogue? styles = null) => new(
        new DigestRenderer(styles ?? new StyleCatalogue()), smtp ?? new SmtpOptions(),
        new Dictionary<string, WebhookOptions>(StringComparer.Ordinal), TimeProvider.System, figures);

    [Theory]
    [InlineData("markdown", ".md", "![A hand kneads; the force is $f_t$.](figures/")]
    [InlineData("html", ".html", "<img src=\"figures/")]
    [InlineData("json", ".json", "\"address\":\"figures/")]
    public async Task A_folder_gets_the_figures_beside_the_digest(string format, string ending, string link)
    {
        using var folder = new TempFolder();
        using var courier = Courier(new OneFigure());
        var target = new DeliveryTarget { Kind = "folder", Path = folder.Path, Style = "topics", Format = format };
        // A second time changes nothing.
        for (var i = 0; i < 2; i++) await courier.DeliverAsync(InventedDay.In("en"), target, TestContext.Current.CancellationToken);
        var text = await File.ReadAllTextAsync(folder.File("2026-11-20 kitchen" + ending), TestContext.Current.CancellationToken);
        Assert.Contains(link, text, StringComparison.Ordinal);
        Assert.DoesNotContain("/v1/papers/", text, StringComparison.Ordinal);
        Assert.Contains("A figure could not be brought along.", text, StringComparison.Ordinal);
        var figure = Assert.Single(Directory.GetFiles(folder.File("figures")));
        Assert.Equal(Pixel, await File.ReadAllBytesAsync(figure, TestContext.Current.CancellationToken));
        Assert.Contains("figures/" + Path.GetFileName(figure), text, StringComparison.Ordinal);
    }

    [Fact, TakesLong]
    public async Task A_mail_carries_the_figures_inside()
    {
        await using var smtp = new FakeSmtp();
        using var courier = Courier(new OneFigure(), new SmtpOptions { Host = "127.0.0.1", Port = smtp.Port, UseTls = false, From = "digest@example.org" });
        await courier.DeliverAsync(InventedDay.In("en"), new DeliveryTarget { Kind = "email", To = "reader@example.org", Style = "topics" }, TestContext.Current.CancellationToken);
        var mail = Assert.Single(smtp.Messages).Parse();
        var alternatives = Assert.IsType<MultipartAlternative>(mail.Body);
        var page = Assert.IsType<MultipartRelated>(alternatives[^1]);
        var picture = Assert.IsType<MimePart>(
            Assert.Single(page, part => part is MimePart { ContentId: not null } && part.ContentType.MimeType == "image/png"));
        Assert.Equal(ContentDisposition.Inline, picture.ContentDisposition?.Disposition);
        using var content = new MemoryStream();
        picture.Content!.DecodeTo(content, TestContext.Current.CancellationToken);
        Assert.Equal(Pixel, content.ToArray());
        Assert.Contains($"src=\"cid:{picture.ContentId}\"", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("/v1/papers/", mail.HtmlBody + mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("cid:", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_store_the_digest_arrives_and_says_what_is_missing()
    {
        using var folder = new TempFolder();
        using var courier = Courier(figures: null);
        await courier.DeliverAsync(InventedDay.In("zh"), new DeliveryTarget { Kind = "folder", Path = folder.Path, Style = "deep-dive" }, TestContext.Current.CancellationToken);
        var text = await File.ReadAllTextAsync(folder.File("2026-11-20 kitchen.md"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("![", text, StringComparison.Ordinal);
        Assert.Contains("有图片未能随附。", text, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("figures")));
    }

    [Fact]
    public async Task Words_of_the_users_that_cannot_be_read_are_a_failed_delivery()
    {
        using var folder = new TempFolder();
        using var words = new TempFolder();
        await File.WriteAllTextAsync(words.File("labels.en.json"), "{", TestContext.Current.CancellationToken);
        using var courier = Courier(figures: null, styles: new StyleCatalogue(words.Path));
        var day = InventedDay.In("en") with { Style = "criteria", Overview = null };
        var fault = await Assert.ThrowsAsync<DeliveryException>(() => courier.DeliverAsync(day, new DeliveryTarget { Kind = "folder", Path = folder.Path, Style = "brief" }, TestContext.Current.CancellationToken));
        Assert.Contains("styles/labels.en.json", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_not_read_for_the_style_of_a_delivery_is_said()
    {
        using var folder = new TempFolder();
        await using var smtp = new FakeSmtp();
        using var courier = Courier(figures: null, new SmtpOptions { Host = "127.0.0.1", Port = smtp.Port, UseTls = false, From = "digest@example.org" });
        var day = InventedDay.In("en");
        var unread = day with { Style = "criteria", Overview = null, Papers = [.. day.Papers.Select(paper => paper with { Reading = null })] };
        await courier.DeliverAsync(unread, new DeliveryTarget { Kind = "folder", Path = folder.Path, Style = "report" }, TestContext.Current.CancellationToken);
        var text = await File.ReadAllTextAsync(folder.File("2026-11-20 kitchen.md"), TestContext.Current.CancellationToken);
        Assert.Contains("a run with the style \"report\"", text, StringComparison.Ordinal);

        await courier.DeliverAsync(unread, new DeliveryTarget { Kind = "email", To = "reader@example.org", Style = "report" }, TestContext.Current.CancellationToken);
        var mail = Assert.Single(smtp.Messages).Parse();
        Assert.All((string[])[mail.TextBody!, mail.HtmlBody!], body =>
            Assert.Contains(
                "What “report” shows beyond it", WebUtility.HtmlDecode(body).Replace("\"report\"", "“report”", StringComparison.Ordinal),
                StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_style_that_is_gone_is_a_lasting_fault()
    {
        using var folder = new TempFolder();
        using var courier = Courier(figures: null);
        var fault = await Assert.ThrowsAsync<DeliveryException>(() => courier.DeliverAsync(InventedDay.In("en"), new DeliveryTarget { Kind = "folder", Path = folder.Path, Style = "gone" }, TestContext.Current.CancellationToken));
        Assert.True(fault.IsLasting);
        Assert.Contains("There is no style 'gone'", fault.Message, StringComparison.Ordinal);
    }
}
