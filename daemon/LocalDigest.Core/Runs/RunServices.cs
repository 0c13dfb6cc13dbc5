using LocalDigest.Delivery;
using LocalDigest.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Runs;

/// <summary>What the room gives to the host.</summary>
public static class RunServices
{
    public static IServiceCollection AddRuns(this IServiceCollection services) => services
        .AddSingleton<LibraryImport>().AddSingleton<LibrarySync>().AddSingleton<ScheduleTable>().AddSingleton<RunStarter>().AddSingleton<DigestSchedule>().AddSingleton<IFigureFiles, PaperFigures>()
        .AddSingleton<DayHarvest>().AddSingleton<DayNews>().AddSingleton<DayChoice>().AddSingleton<DayEntries>().AddSingleton<DayReader>().AddSingleton<DayWatch>().AddSingleton<DayWriter>()
        .AddSingleton<ThumbExamples>().AddSingleton<Rejudging>().AddSingleton<IJobKind, DigestRun>().AddSingleton<IJobKind, JudgeRun>()
        .AddSingleton<IJobKind, WatchRun>().AddSingleton<IJobKind, CheckRun>().AddSingleton<IJobKind, BackfillRun>();
}
