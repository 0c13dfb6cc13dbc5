using System.Text;
using AngleSharp.Dom;
using LocalDigest.Text;

namespace LocalDigest.Reading;

// What a title block says of authors and their institutions.
internal sealed partial class LatexmlPage
{
    private IReadOnlyList<Affiliation> AffiliationsOf(IElement article)
    {
        const string places = ".ltx_role_affiliation, .ltx_role_institution, .ltx_role_institute, .ltx_role_address";
        var named = new List<(string, string?)>();
        foreach (var creator in article.QuerySelectorAll(".ltx_authors .ltx_creator").Take(3000))
        {
            // Several authors in one name are told apart by their marks, below.
            var person = creator.QuerySelector(".ltx_personname") is { } name ? Inline(name, withNotes: false) : null;
            var author = person is null ? null : authors.FirstOrDefault(author => person.StartsWith(author, StringComparison.OrdinalIgnoreCase)) ?? (authors.Count == 0 ? TitleBlock.Clean(person) : null);
            foreach (var place in creator.QuerySelectorAll(places))
            {
                var label = place.QuerySelector(".ltx_contact_name, .ltx_note_type");
                named.Add((PlaceIn(place, label), author));
            }
            if (creator.ClassList.Contains("ltx_role_affiliation")) named.Add((PlaceIn(creator, null), null));
        }
        if (TitleBlock.Gather(named) is { Count: > 0 } marked) return marked;

        var pieces = new List<TitlePiece>();
        foreach (var block in article.QuerySelectorAll(".ltx_authors, .ltx_role_institutetext, .ltx_role_affiliationtext"))
        {
            if (!block.ClassList.Contains("ltx_authors") && block.QuerySelector(".ltx_note_mark") is { } mark)
                pieces.Add(new TitlePiece(TitlePieceKind.Mark, UnicodeText.Tidy(mark.TextContent)));
            Pieces(block, pieces, 0);
            pieces.Add(TitlePiece.Break);
        }
        return TitleBlock.Read(pieces, authors);
    }

    /// <summary>
    /// An affiliation on one line: the lines and the parts (institution, city) that markup tells apart are divided by commas, and those
    /// with a mail address are left out.
    /// </summary>
    private string PlaceIn(IElement place, IElement? except)
    {
        var parts = new List<StringBuilder> { new() };
        void Gather(INode node, int depth)
        {
            foreach (var child in node.ChildNodes.Where(child => child != except))
            {
                var isPart = child is IElement part && part.ClassList.Any(name => name.StartsWith("ltx_affiliation_",
                    StringComparison.Ordinal));
                if (isPart || child is IElement { LocalName: "br" }) parts.Add(new StringBuilder());
                if (child is IElement inner && inner.LocalName is not ("math" or "sup" or "sub" or "br") && depth < DeepestNesting
                    && !IsFurniture(inner) && !inner.ClassList.Contains("ltx_note")) Gather(inner, depth + 1);
                else Append(child, parts[^1], withNotes: false, 0);
                if (isPart) parts.Add(new StringBuilder());
            }
        }
        Gather(place, 0);
        return string.Join(", ", parts.Select(part => Tidy(part.ToString()).TrimEnd(',')).Where(part => part.Length > 0
            && !part.Contains('@')));
    }

    private static void Pieces(INode node, List<TitlePiece> pieces, int depth)
    {
        foreach (var child in node.ChildNodes)
        {
            switch (child)
            {
                case IText words when words.Data.AsSpan().Trim().Length > 0:
                    pieces.AddRange(TitleBlock.Pieces(UnicodeText.Tidy(words.Data)));
                    break;
                case IElement { LocalName: "br" }:
                    pieces.Add(TitlePiece.Break);
                    break;
                case IElement mark when mark.LocalName is "sup" || mark.ClassList.Contains("ltx_sup"):
                    pieces.Add(new TitlePiece(TitlePieceKind.Mark, UnicodeText.Tidy(mark.TextContent)));
                    break;
                case IElement { LocalName: "math" } math:
                    pieces.Add(new TitlePiece(TitlePieceKind.Mark, MarkInMath(math)));
                    break;
                case IElement note when note.ClassList.Any(name => name is "ltx_role_institutemark" or "ltx_role_affiliationmark")
                    && note.QuerySelector(".ltx_note_mark") is { } mark:
                    pieces.Add(new TitlePiece(TitlePieceKind.Mark, UnicodeText.Tidy(mark.TextContent)));
                    break;
                case IElement notes when notes.ClassList.Contains("ltx_author_notes") && DoubledMarks(notes) is { Count: > 0 } doubled:
                    pieces.Add(new TitlePiece(TitlePieceKind.Mark, string.Join(',', doubled)));
                    break;
                // A footnote of a name is no line of the block.
                case IElement note when note.ClassList.Contains("ltx_note") && !note.ClassList.Contains("ltx_role_institutetext")
                    && !note.ClassList.Contains("ltx_role_affiliationtext"):
                case IElement error when error.ClassList.Contains("ltx_ERROR"):
                    break;
                case IElement element when depth < DeepestNesting && !IsFurniture(element, inTitle: true) && !element.ClassList.Contains("ltx_note_type") && !element.ClassList.Contains("ltx_note_mark") && !element.ClassList.Contains("ltx_role_email"):
                    // What is noted of an author is not the end of the line before.
                    if (element.ClassList.Contains("ltx_author_notes")) pieces.Add(TitlePiece.Break);
                    Pieces(element, pieces, depth + 1);
                    if (element.ClassList.Contains("ltx_creator") || element.ClassList.Contains("ltx_contact") || IsBlock(element)) pieces.Add(TitlePiece.Break);
                    break;
            }
        }
    }

    /// <summary>
    /// The marks of institutes in an author's notes, where LaTeXML writes each twice without anything between them: <c>2233</c> for 2
    /// and 3.
    /// </summary>
    private static List<string> DoubledMarks(IElement notes)
    {
        var digits = string.Concat(notes.ChildNodes.OfType<IText>().Select(words => words.Data)).Trim();
        if (digits.Length is 0 or > 40 || !digits.All(char.IsAsciiDigit)) return [];
        var marks = new List<string>();
        // No author has the same mark twice: 1111 is 11.
        bool Read(int at)
        {
            if (at == digits.Length) return true;
            for (var length = 1; length <= 2 && at + 2 * length <= digits.Length; length++)
            {
                var mark = digits.Substring(at, length);
                if (mark != digits.Substring(at + length, length) || marks.Contains(mark)) continue;
                marks.Add(mark);
                if (Read(at + 2 * length)) return true;
                marks.RemoveAt(marks.Count - 1);
            }
            return false;
        }
        return Read(0) ? marks : [];
    }

    /// <summary>The raised mark that a formula such as <c>{}^{1,2}</c> is.</summary>
    private static string MarkInMath(IElement math) => new([.. LatexOf(math).Where(c => char.IsAsciiDigit(c) || c is ',' or '*' or '†' or '‡')]);
}
