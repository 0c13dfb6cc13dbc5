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
                named.Add((Inline(place, withNotes: false, except: label), author));
            }
            if (creator.ClassList.Contains("ltx_role_affiliation")) named.Add((Inline(creator, withNotes: false), null));
        }
        if (TitleBlock.Gather(named) is { Count: > 0 } marked) return marked;

        var pieces = new List<TitlePiece>();
        foreach (var block in article.QuerySelectorAll(".ltx_authors, .ltx_role_institutetext, .ltx_role_affiliationtext"))
        {
            Pieces(block, pieces, 0);
            pieces.Add(TitlePiece.Break);
        }
        return TitleBlock.Read(pieces, authors);
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
                // A footnote of a name is no line of the block.
                case IElement note when note.ClassList.Contains("ltx_note") && !note.ClassList.Contains("ltx_role_institutetext")
                    && !note.ClassList.Contains("ltx_role_affiliationtext"):
                case IElement error when error.ClassList.Contains("ltx_ERROR"):
                    break;
                case IElement element when depth < DeepestNesting && !IsFurniture(element, inTitle: true) && !element.ClassList.Contains("ltx_note_type") && !element.ClassList.Contains("ltx_note_mark") && !element.ClassList.Contains("ltx_role_email"):
                    Pieces(element, pieces, depth + 1);
                    if (element.ClassList.Contains("ltx_creator") || element.ClassList.Contains("ltx_contact") || IsBlock(element)) pieces.Add(TitlePiece.Break);
                    break;
            }
        }
    }

    /// <summary>The raised mark that a formula such as <c>{}^{1,2}</c> is.</summary>
    private static string MarkInMath(IElement math) => new([.. LatexOf(math).Where(c => char.IsAsciiDigit(c) || c is ',' or '*' or '†' or '‡')]);
}
