using System.Text.RegularExpressions;

namespace LocalDigest.Papers;

/// <summary>What the people behind a paper, or arXiv's moderators, say of it in its own record. Matching takes linear time.</summary>
internal static partial class SourceRemarks
{
    private const RegexOptions Options =
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    private const string
        Work = @"(paper|article|manuscript|preprint|submission|e-?print|work|version|posting|letter|note)",
        Cause = @"(\s*($|[.,;:!)\]])|\s+(by|due|because|as|since|for|from|in|after|pending|and|at|until|on|owing|following|upon)\b)";

    /// <summary>
    /// Whether a paper was withdrawn: its title, its note or its abstract says so of the paper as a whole. arXiv's withdrawn versions have
    /// the sentence in the note or in the abstract's place, bioRxiv's and journals' in the title.
    /// </summary>
    public static bool SaysWithdrawn(Paper paper) =>
        TitlePattern().IsMatch(paper.Title) || WithdrawnPattern().IsMatch(paper.Abstract)
        || (paper.Comment is { } note && (WithdrawnPattern().IsMatch(note) || NotePattern().IsMatch(note)));

    /// <summary>What arXiv's moderators noted on a paper, without their mark; null where they noted nothing.</summary>
    public static string? Moderators(Paper paper) =>
        paper.Comment is { } note && ModeratorsPattern().Match(note) is { Success: true } match ? match.Groups["note"].Value.Trim(' ', '.', ')', ';') : null;

    [GeneratedRegex(@"^\W*(withdrawn|retracted)\b\W*[:.)\]–—-]|^\W*(withdrawn|retracted)( (article|paper|manuscript|preprint))?\W*$", Options)]
    private static partial Regex TitlePattern();

    [GeneratedRegex(
        $@"\b(this|the|our|present) ((present|arxiv|current|whole|entire) )?{Work}( \([^)]{{1,40}}\))? (has been|have been|was|is|is being|is hereby|is now|has had to be)( (temporarily|hereby|now|voluntarily|formally))? "
        + $@"(withdrawn|retracted){Cause}|^\W*((this|the) )?({Work} )?((has been|was|is) )?((temporarily|voluntarily) )?withdrawn{Cause}"
        + $@"|[(\[]\s*({Work} )?withdrawn\b"
        + $@"|\b(i|we|the authors?|authors?) (hereby |have (to )?|has (to )?|had to |must |would like to |wish to )?"
        + $@"(withdraw|withdraws|withdrew|withdrawn|retract|retracted) (this|the|our) (\w+ )?{Work}\b"
        + $@"|\b{Work} (has been )?(removed|withdrawn) by (the )?(arxiv|authors?\b|submitter|administrators?)",
        Options)]
    private static partial Regex WithdrawnPattern();

    /// <summary>A note is short and is about the paper: a word is enough, unless it is about another one.</summary>
    [GeneratedRegex(@"^[^.;]{0,40}\bwithdrawn (by|due|because|for|as|since|pending)\b|\bwithdrawn by (the |its )?(arxiv|authors?|submitter)", Options)]
    private static partial Regex NotePattern();

    [GeneratedRegex(@"\barxiv admin(istrat\w+)?( note)?\s*:\s*(?<note>.+)", Options | RegexOptions.Singleline)]
    private static partial Regex ModeratorsPattern();
}
