using LocalDigest.Llm;
using LocalDigest.Models;
using LocalDigest.Text;

namespace LocalDigest.Prefiltering;

/// <summary>The vectors of papers by one model.</summary>
/// <param name="Model">Whose vectors.</param>
/// <param name="Index">The vectors.</param>
/// <param name="Positions">Where in it each paper stands, in the order of <see cref="PaperSnapshot.Numbers"/>.</param>
public sealed record PaperVectors(VectorModel Model, VectorIndex Index, int[] Positions);

/// <summary>All papers at one moment, each at its place from 0, in the order of their numbers. Never changes; safe for several threads.</summary>
public sealed class PaperSnapshot
{
    /// <summary>In <see cref="Published"/>: the day is not known.</summary>
    public const long NoDate = long.MinValue;

    /// <summary>The count of the log of changes that this is up to date with.</summary>
    public required long Change { get; init; }

    /// <summary>The papers' numbers, ascending.</summary>
    public required long[] Numbers { get; init; }

    /// <summary>Where each paper stands in <see cref="Words"/>; a paper whose text or makers changed has a new position.</summary>
    public required int[] Positions { get; init; }

    /// <summary>When each was published, in milliseconds since 1970; <see cref="NoDate"/> where that is not known.</summary>
    public required long[] Published { get; init; }

    /// <summary>Which of them their source has withdrawn or deleted.</summary>
    public required bool[] Gone { get; init; }

    /// <summary>The hashed authors and categories of each.</summary>
    public required uint[][] Tags { get; init; }

    /// <summary>Their words, by position.</summary>
    public required LexicalIndex Words { get; init; }

    /// <summary>Their vectors by the shipped embedding.</summary>
    public required PaperVectors Shipped { get; init; }

    /// <summary>Their vectors by the model that the user configured; null where there is none, or not yet of all papers.</summary>
    public required PaperVectors? Chosen { get; init; }

    /// <summary>What scores are measured by.</summary>
    public required CorpusProfile Corpus { get; init; }

    /// <summary>Which forms are one, as the papers of the <see cref="Corpus"/> teach it.</summary>
    internal Abbreviations Abbreviations { get; init; } = Abbreviations.WellKnown;

    /// <summary>
    /// Which paper stands at each position of <see cref="Words"/> and <see cref="Shipped"/>; -1 where none does, or not any more.
    /// </summary>
    internal int[] Places => field ??= PlacesByPosition();

    /// <summary>How many papers there are.</summary>
    public int Count => Numbers.Length;

    /// <summary>How many of them are not <see cref="Gone"/>.</summary>
    public required int Listed { get; init; }

    /// <summary>Whether a paper is there and not <see cref="Gone"/>.</summary>
    public bool IsListed(long number) => PlaceOf(number) is >= 0 and var place && !Gone[place];

    /// <summary>The places of the papers that were published on some days and that their source has not taken away.</summary>
    /// <param name="from">The first day; null for no bound. With a bound, papers without a day are left out.</param>
    /// <param name="to">The last day; null for no bound.</param>
    public IEnumerable<int> PublishedIn(DateOnly? from, DateOnly? to)
    {
        var first = from is { } day ? Start(day) : long.MinValue;
        var until = to is { } last && last < DateOnly.MaxValue ? Start(last.AddDays(1)) : long.MaxValue;
        var isBounded = from is not null || to is not null;
        for (var place = 0; place < Count; place++)
        {
            var published = Published[place];
            if (Gone[place] || (isBounded && (published == NoDate || published < first || published >= until))) continue;
            yield return place;
        }

        static long Start(DateOnly day) => new DateTimeOffset(day, default, TimeSpan.Zero).ToUnixTimeMilliseconds();
    }

    private int[] PlacesByPosition()
    {
        var places = new int[Count == 0 ? 0 : Positions.Max() + 1];
        Array.Fill(places, -1);
        for (var place = 0; place < Count; place++) places[Positions[place]] = place;
        return places;
    }

    /// <summary>At which place a paper stands; -1 where it does not.</summary>
    public int PlaceOf(long number) => Array.BinarySearch(Numbers, number) is >= 0 and var place ? place : -1;
}
