using LocalDigest.Digests;

namespace LocalDigest.Delivery;

/// <summary>The bytes of the figures that digests show.</summary>
public interface IFigureFiles
{
    /// <summary>A figure of a paper; null where it is not there (any more).</summary>
    /// <param name="paper">The paper's id.</param>
    /// <param name="figure">The figure's id in the paper: <see cref="DigestFigure.Id"/>.</param>
    FigureFile? Find(string paper, string figure);
}
