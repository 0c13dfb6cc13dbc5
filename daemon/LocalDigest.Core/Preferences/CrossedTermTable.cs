using LocalDigest.Models;
using LocalDigest.Prefiltering;
using LocalDigest.Storage;

namespace LocalDigest.Preferences;

/// <summary>A term that a reader has crossed out: the model is not to learn from it.</summary>
/// <param name="Kind">A word, an author or a category.</param>
/// <param name="Name">As it was learned.</param>
public sealed record CrossedTerm(LearnedKind Kind, string Name);

/// <summary>The terms that readers have crossed out, on disk.</summary>
public sealed class CrossedTermTable(Database database)
{
    /// <summary>A profile's, in the order of their names.</summary>
    public IReadOnlyList<CrossedTerm> Of(string profile) => database.Read(session => session.Query(
        "SELECT kind, name FROM crossed_terms WHERE profile = ?1 ORDER BY kind, name",
        row => new CrossedTerm(row.Name<LearnedKind>(0), row.Text(1)), profile));

    /// <summary>Crosses a term out.</summary>
    public void Add(string profile, CrossedTerm term) => database.Write(session => session.Execute(
        "INSERT OR IGNORE INTO crossed_terms (profile, kind, name) VALUES (?1, ?2, ?3)", profile, term.Kind, term.Name));

    /// <summary>Lets a term count again.</summary>
    /// <returns>Whether it was crossed out.</returns>
    public bool Remove(string profile, CrossedTerm term) => database.Write(session => session.Execute(
        "DELETE FROM crossed_terms WHERE profile = ?1 AND kind = ?2 AND name = ?3", profile, term.Kind, term.Name)) > 0;

    /// <summary>A profile's, as the ids by which documents are described.</summary>
    internal TermsLeftOut IdsOf(string profile)
    {
        var terms = Of(profile);
        if (terms.Count == 0) return TermsLeftOut.None;
        return new TermsLeftOut(
            terms.Where(term => term.Kind == LearnedKind.Word).SelectMany(term => LexicalIndex.Spell(term.Name).Keys).ToHashSet(),
            terms.Where(term => term.Kind != LearnedKind.Word)
                .Select(term => term.Kind == LearnedKind.Author ? PaperIndex.AuthorTag(term.Name) : PaperIndex.CategoryTag(term.Name)).ToHashSet());
    }
}
