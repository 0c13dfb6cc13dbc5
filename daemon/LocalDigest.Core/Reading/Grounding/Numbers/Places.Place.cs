using LocalDigest.Text;

namespace LocalDigest.Reading;

/// <content>A sentence or a row of a table, and the table.</content>
internal sealed partial class Places
{
    /// <summary>A sentence, or a row of a table, with what stands around it.</summary>
    private sealed class Place(string text, HashSet<string> words, HashSet<string> around, Table? table, HashSet<string>[] beside,
        HashSet<string>? group, int cells)
    {
        private ILookup<string, int>? positions;
        private Ruler? marks;
        private int? labels;
        private List<(IReadOnlyCollection<string> Stems, int At)>? names;

        public string Text => text;

        public HashSet<string> Words => words;

        public HashSet<string> Around => around;

        public Table? Table => table;

        /// <summary>The words of the row that names what this one and its neighbours are; null where there is none.</summary>
        public HashSet<string>? Group => group;

        /// <summary>How many cells the row has; 0 for a sentence.</summary>
        public int Cells => cells;

        public Ruler Marks => marks ??= new Ruler(text);

        /// <summary>The table gives factors.</summary>
        public bool CountsTimes => table is not null
            && (around.Contains("speedu") || around.Contains("factor") || around.Contains("ratio") || around.Contains("fold"));

        /// <summary>Where the words with a stem begin.</summary>
        public IEnumerable<int> At(string stem) =>
            (positions ??= ContentWords.Placed(text).SelectMany(word => word.Stems, (word, one) => (Stem: one, word.At))
                .ToLookup(word => word.Stem, word => word.At, StringComparer.Ordinal))[stem];

        /// <summary>How close the nearest name stands to a number that a statement does not have: 1 at it, 0 where there is none.</summary>
        public double ForeignAt(Numeral number, Statement statement)
        {
            names ??= Statement.NamesIn(text);
            double closest = 0;
            foreach (var (stems, at) in names)
            {
                if (at >= number.Start && at < number.End || statement.Terms.Any(term => term.Stems.Any(stems.Contains))) continue;
                var isLabel = cells > 0 && CellAt(at) < Labels;
                var far = cells > 0 ? 0 : HalfWay / (HalfWay + Marks.Between(at, number.Start, number.End));
                closest = Math.Max(closest, isLabel ? 1 : far);
            }
            return closest;
        }

        /// <summary>How many cells at the beginning of the row are without numbers, and say what the row is.</summary>
        public int Labels => labels ??= Math.Max(1, text.Split(" | ").TakeWhile(cell => !cell.Any(char.IsAsciiDigit)).Count());

        /// <summary>The cell in which a character stands, from 0.</summary>
        public int CellAt(int at) => text.AsSpan(0, at).Count(" | ");

        public bool IsBeside(string word) => Array.Exists(beside, paragraph => paragraph.Contains(word));

        /// <summary>How much a word is at home here: 1 where it stands in the place itself, less around it, 0 elsewhere.</summary>
        public double Has(string word) =>
            words.Contains(word) ? 1 : around.Contains(word) ? OfRow : IsBeside(word) ? Beside : 0;
    }

    private sealed record Table(
        HashSet<string> Words, HashSet<string> Caption, IReadOnlyList<double> Scales, IReadOnlyList<List<HashSet<string>>> Heads);
}
