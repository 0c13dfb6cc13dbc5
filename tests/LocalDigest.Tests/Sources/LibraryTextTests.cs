using System.Text;
using LocalDigest.Sources;

namespace LocalDigest.Tests.Sources;

public sealed class LibraryTextTests
{
    private const string Text = "Müller – “señor” 王";

    [Fact]
    public void UTF8_and_UTF16_are_told_by_their_marks_and_plain_UTF8_needs_none()
    {
        Assert.Equal(Text, Read(Encoding.UTF8.GetBytes(Text)));
        foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32])
            Assert.Equal(Text, Read([.. encoding.GetPreamble(), .. encoding.GetBytes(Text)]));
    }

    [Fact]
    public void What_is_no_UTF8_is_read_as_Windows_1252() =>
        Assert.Equal("Müller – “señor” €\ufffd", Read([.. "M"u8, 0xFC, .. "ller "u8, 0x96, .. " "u8, 0x93, .. "se"u8, 0xF1, .. "or"u8, 0x94, .. " "u8, 0x80, 0x81]));

    [Fact]
    public void A_file_put_together_from_both_comes_out_right() =>
        Assert.Equal("é é é", Read([.. "é "u8, 0xE9, .. " é"u8]));

    [Fact]
    public void Characters_on_the_border_of_two_reads_are_whole()
    {
        // The reader's buffer ends at different places inside of the characters.
        for (var shift = 0; shift < 4; shift++)
        {
            var text = new string('x', shift) + string.Concat(Enumerable.Repeat("王é", 3_000));
            Assert.Equal(text, Read(Encoding.UTF8.GetBytes(text)));
        }
    }

    [Fact]
    public void A_library_in_an_old_encoding_is_read()
    {
        using var reader = LibraryText.Open(new MemoryStream([.. "@misc{k, title={Caf"u8, 0xE9, .. "}, author={M"u8, 0xFC, .. "ller, Eva}}"u8]));
        var paper = Assert.Single(BibTeXFile.Read(reader)).Paper!;
        Assert.Equal(("Café", "Eva Müller"), (paper.Title, paper.Authors[0].Name));
    }

    private static string Read(byte[] bytes)
    {
        using var reader = LibraryText.Open(new MemoryStream(bytes));
        return reader.ReadToEnd();
    }
}
