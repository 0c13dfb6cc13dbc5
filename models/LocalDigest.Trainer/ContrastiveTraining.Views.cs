using LocalDigest.Models;

namespace LocalDigest.Trainer;

// What a training sees of its documents.
internal sealed unsafe partial class ContrastiveTraining
{
    /// <summary>One side of a batch: for each document the terms of its view, each once, with the weight of its count.</summary>
    private sealed class Views(int vocabulary)
    {
        private readonly int[] counts = new int[vocabulary];
        private readonly List<int> met = [];
        private readonly HashSet<int> barred = [];

        public List<int> Starts { get; } = [0];

        public List<int> Terms { get; } = [];

        public List<float> Weights { get; } = [];

        public int Count => Terms.Count;

        public void Clear()
        {
            Starts.Clear();
            Starts.Add(0);
            Terms.Clear();
            Weights.Clear();
        }

        /// <summary>Adds one half of a pair. Both halves draw the same kind of pair, since they start from the same random state.</summary>
        public void Add(Packed document, Random random, int half, Settings settings)
        {
            var ends = document.Ends;
            var sentences = ends.Length - 1;
            var kind = sentences < 2 ? 0 : random.Next(3);
            var chosen = 1 + random.Next(sentences);
            var withoutTitle = kind == 0 && random.NextSingle() < settings.TitleDrop;
            if (half == 1) random = new Random(random.Next());
            barred.Clear();
            switch (kind)
            {
                case 0 when half == 0:
                    Take(0, ends[0]);
                    break;
                case 0:
                    if (withoutTitle)
                    {
                        for (var i = 0; i < ends[0]; i++)
                        {
                            barred.Add(document.Words[i]);
                            barred.Add(document.Phrases[i]);
                        }
                    }
                    Take(ends[0], ends[^1]);
                    break;
                case 1 when half == 0:
                    Take(ends[chosen - 1], ends[chosen]);
                    break;
                case 1:
                    Take(0, ends[chosen - 1]);
                    Take(ends[chosen], ends[^1]);
                    break;
                default:
                    var middle = ends[(sentences + 1) / 2];
                    if (half == 0) Take(ends[0], middle);
                    else Take(middle, ends[^1]);
                    break;
            }
            foreach (var term in met)
            {
                Terms.Add(term);
                Weights.Add(ScienceEmbedding.WeightOf(counts[term]));
                counts[term] = 0;
            }
            met.Clear();
            Starts.Add(Terms.Count);

            void Take(int from, int end)
            {
                for (var i = from; i < end; i++)
                {
                    One(document.Words[i]);
                    if (i > from) One(document.Phrases[i]);
                }
            }

            void One(int term)
            {
                if (term < 0 || barred.Contains(term) || random.NextSingle() < settings.Dropout) return;
                if (counts[term]++ == 0) met.Add(term);
            }
        }
    }
}
