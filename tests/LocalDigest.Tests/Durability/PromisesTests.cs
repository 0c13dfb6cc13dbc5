namespace LocalDigest.Tests.Durability;

/// <summary>The judge of all tests of this folder notices what it is there to notice.</summary>
public sealed class PromisesTests
{
    private readonly Promises promises = new();

    [Fact]
    public void A_write_that_was_acknowledged_must_be_there()
    {
        promises.Note("note 1", "old");
        promises.Note("note 1", "new");
        Assert.Empty(Broken(("note 1", "new")));
        Assert.Single(Broken(("note 1", "old")));
        Assert.Single(Broken());
    }

    [Fact]
    public void A_write_without_an_answer_may_be_there_or_not_until_that_was_seen()
    {
        promises.Note("note 1", "old");
        promises.Begin("note 1", "open");
        Assert.Empty(Broken(("note 1", "old")));
        Assert.Empty(Broken(("note 1", "open")));
        promises.Settle(new Dictionary<string, string> { ["note 1"] = "open" });
        Assert.Empty(Broken(("note 1", "open")));
        Assert.Single(Broken(("note 1", "old")));
        promises.Note("note 1", "later");
        Assert.Single(Broken(("note 1", "open")));
    }

    [Fact]
    public void Of_two_at_once_either_may_be_the_last()
    {
        var one = promises.Begin("thumb 1", "up");
        var other = promises.Begin("thumb 1", null);
        promises.End(other);
        promises.End(one);
        Assert.Empty(Broken(("thumb 1", "up")));
        Assert.Empty(Broken());
        Assert.Single(Broken(("thumb 1", "down")));
    }

    [Fact]
    public void A_copy_has_what_was_acknowledged_before_it_was_asked_for_and_perhaps_what_came_later()
    {
        promises.Note("note 1", "old");
        var asOf = System.Diagnostics.Stopwatch.GetTimestamp();
        promises.Note("note 1", "new");
        Assert.Empty(promises.Broken(new Dictionary<string, string> { ["note 1"] = "old" }, asOf));
        Assert.Empty(promises.Broken(new Dictionary<string, string> { ["note 1"] = "new" }, asOf));
        Assert.Single(promises.Broken(new Dictionary<string, string>(), asOf));
    }

    [Fact]
    public void What_was_refused_or_never_asked_for_must_not_be_there()
    {
        promises.Note("profile 1", "Name");
        promises.Refuse("profile 1", promises.Begin("profile 1", "Refused"));
        Assert.Single(Broken(("profile 1", "Refused")));
        Assert.Single(Broken(("profile 1", "Name"), ("paper 1", "there")));
    }

    private List<string> Broken(params (string Key, string Value)[] stored) =>
        promises.Broken(stored.ToDictionary(pair => pair.Key, pair => pair.Value));
}
