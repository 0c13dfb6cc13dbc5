using LocalDigest.Reading;

namespace LocalDigest.Tests.Reading;

public sealed class FigureStoreTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly FigureStore store;

    public FigureStoreTests() => store = new FigureStore(folder.File("figures"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Pictures_are_what_their_bytes_say()
    {
        Assert.Equal(("image/png", 40, 30), Kind(store.Save(Pictures.Png(40, 30))));
        Assert.Equal(("image/jpeg", 640, 480), Kind(store.Save(Pictures.Jpeg(640, 480))));
        Assert.Equal(("image/gif", 300, 200), Kind(store.Save(Pictures.Gif(300, 200))));
        Assert.Equal(("image/webp", 1000, 700), Kind(store.Save(Pictures.Webp(1000, 700))));
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG")]
    [InlineData("<?xml version='1.0'?>\n<svg onload='alert(1)'/>", "SVG")]
    [InlineData("<html><script>alert(1)</script></html>", "no PNG")]
    [InlineData("GIF89a", "no PNG")]
    [InlineData("", "no PNG")]
    public void What_is_no_picture_or_may_hold_script_is_not_kept(string content, string word)
    {
        var error = Assert.Throws<ReadingException>(() => store.Save(System.Text.Encoding.UTF8.GetBytes(content)));
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.File("figures")));
    }

    [Fact]
    public void The_same_picture_is_kept_once_and_only_for_its_owner()
    {
        var first = store.Save(Pictures.Png(40, 30));
        Assert.Equal(first, store.Save(Pictures.Png(40, 30)));
        var file = Assert.Single(Directory.GetFiles(folder.File("figures")));
        Assert.Equal(first.File, Path.GetFileName(file));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        using var content = store.Open(first)!;
        Assert.Equal(Pictures.Png(40, 30).Length, content.Length);
    }

    [Fact]
    public void A_large_png_is_made_smaller_and_stays_the_same_picture()
    {
        var small = store.Save(Pictures.Png(5000, 2500));
        Assert.Equal((1250, 625), (small.Width, small.Height));
        Assert.True(small.Bytes < 100_000);
        using var content = store.Open(small)!;
        var bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        // Transparent became white, the frame stayed, and there is nothing to cut off.
        var picture = PngPicture.Decode(bytes, int.MaxValue);
        Assert.False(picture.IsBlank);
        Assert.Equal((1250, 625), (picture.Trim().Width, picture.Trim().Height));
        Assert.Equal(bytes, picture.Encode());
    }

    [Theory]
    [InlineData(400, 100, 4)]
    [InlineData(401, 100, 5)]
    [InlineData(399, 100, 4)]
    [InlineData(100, 100, 1)]
    [InlineData(100, 99, 2)]
    [InlineData(100, int.MaxValue, 1)]
    [InlineData(100, int.MaxValue - 50, 1)]
    public void A_picture_is_divided_by_the_least_whole_number_that_makes_its_longer_side_fit(int side, int longest, int divisor)
    {
        var picture = PngPicture.Decode(Pictures.Png(20, side), longest);
        Assert.Equal((20 / divisor, side / divisor), (picture.Width, picture.Height));
    }

    [Fact]
    public void White_margins_are_cut_off_and_a_white_picture_is_blank()
    {
        var framed = PngPicture.Decode(Pictures.Png(40, 30, margin: 12), int.MaxValue);
        Assert.False(framed.IsBlank);
        Assert.Equal((16, 6), (framed.Trim(margin: 0).Width, framed.Trim(margin: 0).Height));
        Assert.Equal((20, 10), (framed.Trim(margin: 2).Width, framed.Trim(margin: 2).Height));
        var white = PngPicture.Decode(Pictures.Png(40, 30, margin: 20), int.MaxValue);
        Assert.True(white.IsBlank);
        Assert.Equal((40, 30), (white.Trim().Width, white.Trim().Height));
    }

    [Fact]
    public void A_picture_that_claims_to_be_huge_or_is_damaged_is_refused_in_little_memory()
    {
        var bomb = Pictures.Png(10, 10);
        (bomb[16], bomb[17], bomb[18], bomb[19]) = (0, 0, 0xff, 0xff);
        (bomb[20], bomb[21], bomb[22], bomb[23]) = (0, 0, 0xff, 0xff);
        var before = GC.GetTotalAllocatedBytes();
        Assert.Contains("too large", Assert.Throws<ReadingException>(() => store.Save(bomb)).Message, StringComparison.Ordinal);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 20_000_000);

        var cut = Pictures.Png(3000, 3000);
        Assert.Throws<ReadingException>(() => PngPicture.Decode(cut[..(cut.Length / 2)], 500));
        Assert.Contains("too large", Assert.Throws<ReadingException>(() => store.Save(Pictures.Jpeg(9000, 9000))).Message, StringComparison.Ordinal);
        Assert.Contains("only PNGs", Assert.Throws<ReadingException>(() => store.Save(Pictures.Jpeg(900, 900, 4 << 20))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../localdigest.db")]
    [InlineData("/etc/passwd")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000.png")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000/../x")]
    public void Only_names_that_it_gave_out_open_a_file(string name) => Assert.Null(store.Open(new StoredImage(name, "image/png", 1, 1, 1)));

    private static (string, int, int) Kind(StoredImage image) => (image.MediaType, image.Width, image.Height);
}
