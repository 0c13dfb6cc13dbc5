namespace LocalDigest.Daemon.Wire;

/// <summary>A line or entry of a body that was not taken.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Reason">A sentence.</param>
public sealed record RejectedLine(int Line, string Reason);

/// <summary>A line or entry of a body that was taken, with something to know of it.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Remark">A sentence.</param>
public sealed record LineRemark(int Line, string Remark);
