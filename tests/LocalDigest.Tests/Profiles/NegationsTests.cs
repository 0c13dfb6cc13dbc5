using LocalDigest.Profiles;

namespace LocalDigest.Tests.Profiles;

public sealed class NegationsTests
{
    [Theory]
    [InlineData("I do not care about robots.", "", "robots")]
    [InlineData("I'm not interested in reinforcement learning, drones, or cars.", "", "reinforcement learning, drones, or cars")]
    [InlineData("no robots, please", "", "robots")]
    [InlineData("Nothing on robotics.", "", "robotics")]
    [InlineData("I work on video models, but not medical imaging.", "I work on video models.", "medical imaging")]
    [InlineData("Video models except medical imaging", "Video models.", "medical imaging")]
    [InlineData("Graph neural networks without surveys or position papers", "Graph neural networks.", "surveys or position papers")]
    [InlineData("I read anything but robotics.", "", "robotics")]
    [InlineData("Please skip papers on federated learning.", "", "federated learning")]
    [InlineData("Avoid purely application-driven work.", "", "purely application-driven work")]
    [InlineData("I am interested in not theory but experiments.", "experiments.", "theory")]
    [InlineData("I like video models, but no robots and no medical imaging", "I like video models.", "robots|medical imaging")]
    [InlineData("Not interested in robots nor in cars.", "", "robots|cars")]
    [InlineData("I'm not a fan of benchmarks but I enjoy ablations.", "I enjoy ablations.", "benchmarks")]
    [InlineData("I am tired of prompt engineering papers, and I love theory.", "I love theory.", "prompt engineering papers")]
    [InlineData("Robotics does not interest me.", "", "Robotics")]
    [InlineData("Surveys should be left out.", "", "Surveys")]
    [InlineData("Please don't send me anything about blockchain, thanks!", "", "blockchain")]
    [InlineData("I would rather not see papers about crypto.", "", "crypto")]
    [InlineData("Segmentation (no medical images)", "Segmentation.", "medical images")]
    [InlineData("No robots unless they use video.", "", "robots unless they use video")]
    [InlineData("我不关心机器人，也不关心医学图像。", "", "机器人|医学图像")]
    [InlineData("我喜欢视频模型，但不要机器人和医学影像", "我喜欢视频模型.", "机器人和医学影像")]
    [InlineData("请不要推荐关于强化学习的论文。", "", "强化学习")]
    [InlineData("我对机器人不感兴趣，主要关注视频生成。", "主要关注视频生成。", "机器人")]
    [InlineData("除了机器人以外的都可以", "", "机器人")]
    [InlineData("不是理论而是实验", "实验.", "理论")]
    public void A_clause_against_something_is_taken_out(string text, string wanted, string unwanted)
    {
        var stance = Negations.Read(text);
        Assert.Equal(wanted, stance.Wanted);
        Assert.Equal(unwanted.Split('|'), stance.Unwanted);
    }

    [Theory]
    [InlineData("no-regret learning in games")]
    [InlineData("non-autoregressive models")]
    [InlineData("methods that do not need labels")]
    [InlineData("training without labels")]
    [InlineData("learning with no labels")]
    [InlineData("not only vision but also language")]
    [InlineData("I am interested not only in vision but also in language.")]
    [InlineData("pruning, including but not limited to transformers")]
    [InlineData("No free lunch theorems")]
    [InlineData("No Language Left Behind and machine translation")]
    [InlineData("Papers like \"Not all tokens are what you need\"")]
    [InlineData("I don't want to miss papers on attention.")]
    [InlineData("Models that don't care about token order")]
    [InlineData("I study why transformers do not extrapolate.")]
    [InlineData("There is no method that works on all tasks.")]
    [InlineData("Methods for images not seen in training, not requiring labels")]
    [InlineData("Robust control, except when models are known")]
    [InlineData("Motion planning that avoids collisions")]
    [InlineData("不需要标注的方法")]
    [InlineData("无监督学习，无参考图像质量评价")]
    public void A_negation_that_is_part_of_the_subject_is_none(string text)
    {
        var stance = Negations.Read(text);
        Assert.Equal(text, stance.Wanted);
        Assert.Empty(stance.Unwanted);
    }

    [Fact]
    public void What_an_unwanted_subject_exempts_is_not_unwanted() =>
        Assert.Equal("robots", Negations.WithoutException("robots unless they use video"));

    [Fact]
    public void Text_without_an_end_is_read_in_parts()
    {
        var text = string.Join(' ', Enumerable.Repeat("I do not care about robots and I like no", 2500));
        Assert.Equal(2500, Negations.Read(text).Unwanted.Count, 60.0);
    }
}
