using LocalDigest.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Reading;

/// <summary>What the room gives to the host, which gives it its <see cref="ReadingOptions"/>.</summary>
public static class ReadingServices
{
    /// <param name="services">Where it is added.</param>
    /// <param name="figures">The folder in which figures are kept.</param>
    public static IServiceCollection AddReading(this IServiceCollection services, string figures) => services
        .AddSingleton(_ => new FigureStore(figures)).AddPaperRows<LibraryPdfTable>().AddPaperRows<FullTextTable>().AddSingleton<Reader>()
        .AddPaperRows<SummaryTable>().AddSingleton<Summariser>().AddSingleton<OverviewWriter>();
}
