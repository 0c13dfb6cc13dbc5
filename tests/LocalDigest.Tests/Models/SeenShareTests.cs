using LocalDigest.Models;

namespace LocalDigest.Tests.Models;

public sealed class SeenShareTests
{
    [Fact]
    public void The_expected_cost_of_what_is_drawn_is_the_budget()
    {
        var random = new Random(1);
        double[] likelihoods = [.. Enumerable.Range(0, 500).Select(_ => Math.Pow(random.NextDouble(), 8))];
        double[] costs = [.. likelihoods.Select(_ => 100 + 500 * random.NextDouble())];
        foreach (var budget in (double[])[50, 5_000, 100_000])
        {
            var chances = Exploration.Chances(likelihoods, costs, budget);
            Assert.Equal(budget, chances.Zip(costs, (chance, cost) => chance * cost).Sum(), 6);
            Assert.All(chances, chance => Assert.InRange(chance, double.Epsilon, 1));
        }
        Assert.All(Exploration.Chances(likelihoods, costs, 1e9), chance => Assert.Equal(1, chance));
        Assert.All(Exploration.Chances(likelihoods, costs, 0), chance => Assert.Equal(0, chance));
    }

    [Fact]
    public void What_is_likelier_or_cheaper_is_drawn_more_often()
    {
        var chances = Exploration.Chances([0.2, 0.01, 0.2], [100, 100, 400], 20);
        Assert.True(chances[0] > chances[1]);
        Assert.True(chances[0] > chances[2]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.3)]
    [InlineData(3)]
    public void The_estimate_of_what_was_missed_has_no_bias_whatever_the_forecast_is_worth(double error)
    {
        var random = new Random(2);
        double estimated = 0, squares = 0, real = 0;
        const int rounds = 2000;
        for (var round = 0; round < rounds; round++)
        {
            // The true rate is a multiple of the forecast.
            var papers = Enumerable.Range(0, 400).Select(i => (Forecast: 0.05 * random.NextDouble(), IsAbove: i < 100)).ToArray();
            var chances = Exploration.Chances([.. papers.Where(paper => !paper.IsAbove).Select(paper => paper.Forecast)], [.. Enumerable.Repeat(1.0, 300)], 60);
            var missed = 0;
            var considered = papers.Select((paper, i) =>
            {
                var isRelevant = random.NextDouble() < Math.Min(1, (paper.IsAbove ? 10 : 1) * error * paper.Forecast);
                var chance = paper.IsAbove ? 1 : chances[i - 100];
                var isShown = random.NextDouble() < chance;
                if (!isShown && isRelevant) missed++;
                return new Considered(Math.Min(0.9, (paper.IsAbove ? 10 : 1) * paper.Forecast), chance, isShown ? isRelevant : null);
            }).ToArray();
            // Clamped at nothing, a single estimate is right in the mean only where there is enough to find.
            var difference = (SeenShare.Estimate(considered)?.Missed ?? 0) - missed;
            (estimated, squares, real) = (estimated + difference, squares + difference * difference, real + missed);
        }
        var standardError = Math.Sqrt(squares / rounds / rounds);
        Assert.True(Math.Abs(estimated / rounds) < 4 * standardError + 0.02 * real / rounds, $"Off by {estimated / rounds:0.00} of {real / rounds:0.00}, standard error {standardError:0.00}.");
    }

    [Fact]
    public void Nine_of_ten_intervals_hold_the_true_share()
    {
        var random = new Random(3);
        var right = 0;
        const int rounds = 400;
        for (var round = 0; round < rounds; round++)
        {
            // Judges drift, and models are wrong most where they were not taught.
            double drift = Normal(random), below = drift + 0.7 * Normal(random);
            int seen = 0, missed = 0;
            var considered = Enumerable.Range(0, 800).Select(i =>
            {
                var isAbove = i < 200;
                var forecast = isAbove ? 0.1 + 0.5 * random.NextDouble() : 0.04 * random.NextDouble();
                var isRelevant = random.NextDouble() < ForecastError.Shift(forecast, isAbove ? drift : below);
                var chance = isAbove ? 1 : 0.05;
                var isShown = random.NextDouble() < chance;
                if (isRelevant && isShown) seen++;
                if (isRelevant && !isShown) missed++;
                return new Considered(forecast, chance, isShown ? isRelevant : null);
            }).ToArray();
            var estimate = SeenShare.Estimate(considered)!;
            Assert.Equal(seen, estimate.Seen);
            Assert.Equal(seen / (seen + estimate.Missed), estimate.Share, 9);
            if (seen / (double)(seen + missed) is var share && share >= estimate.Low - 1e-9 && share <= estimate.High + 1e-9) right++;
        }
        Assert.InRange(right / (double)rounds, 0.85, 0.97);
    }

    [Fact]
    public void Where_everything_was_judged_all_was_seen()
    {
        Considered[] papers = [new(0.5, 1, true), new(0.5, 1, false), new(0.1, 1, false)];
        Assert.Equal(new SeenShare(1, 1, 1, 1, 0, 0), SeenShare.Estimate(papers));
        Assert.Null(SeenShare.Estimate([new(0.5, 1, false)]));
        Assert.Null(SeenShare.Estimate([]));
    }

    [Fact]
    public void A_paper_that_was_judged_without_being_drawn_stands_for_no_other()
    {
        Considered[] papers =
        [
            .. Enumerable.Range(0, 40).Select(i => new Considered(0.5, 1, i % 2 == 0)),
            .. Enumerable.Range(0, 100).Select(_ => new Considered(0.01, 0, null)),
        ];
        // The user had one of those looked at that could not be drawn.
        var estimate = SeenShare.Estimate([.. papers, new(0.01, 0, true)])!;
        Assert.Equal((21, 0), (estimate.Seen, estimate.Drawn));
        Assert.InRange(estimate.Missed, 0, 10);
        Assert.InRange(estimate.Share, 0.6, 1);
    }

    [Fact]
    public void Forecasts_that_were_far_too_low_are_corrected_by_what_was_judged()
    {
        Considered[] papers = [.. Enumerable.Range(0, 200).Select(i => new Considered(0.1, 1, i % 2 == 0)), .. Enumerable.Range(0, 100).Select(_ => new Considered(0.01, 0, null))];
        var error = ForecastError.Learn(papers);
        Assert.Equal(0.5, ForecastError.Shift(0.1, error.AboveCut), 0.03);
        Assert.Equal(error.AboveCut, error.BelowCut, 0.1);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
