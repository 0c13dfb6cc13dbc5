using LocalDigest.Llm;
using LocalDigest.Profiles;

namespace LocalDigest.Reading;

/// <summary>One run's summaries for one reader.</summary>
/// <param name="Profile">Language and interests.</param>
/// <param name="Session">The run's questions.</param>
public sealed record SummaryRun(Profile Profile, ModelSession Session);
