using System.Globalization;
using System.Net.Sockets;
using LocalDigest.Daemon.Api;
using LocalDigest.Daemon.Cli;
using LocalDigest.Daemon.Hosting;
using LocalDigest.Reading;
using LocalDigest.Storage;

// Numbers and dates on the wire do not depend on where the daemon runs.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// The child that reads a PDF is this program, too.
if (args is [PdfChild.Mode, var pdf, var pages]) return PdfChild.Run(pdf, pages);

var (arguments, exitCode) = DaemonOptions.ReadArguments(args);
if (arguments is null) return exitCode;
try
{
    return await RunAsync(arguments);
}
catch (Exception error) when (error is ConfigurationException or StorageException)
{
    Console.Error.WriteLine(error.Message);
    return 4;
}

static async Task<int> RunAsync(DaemonArguments arguments)
{
    var clock = TimeProvider.System;
    var folder = DaemonOptions.DataDirectoryOf(arguments.Data);
    using var file = DaemonFile.Take(folder, out var other);
    if (file is null)
    {
        if (other is not null && arguments.Today && await TodaysDigest.MakeAtAsync(other, Console.Out) is { } exitCode) return exitCode;
        Console.Error.WriteLine(other is null
            ? "Another LocalDigest daemon uses this data directory and is just starting or stopping. Wait a moment, or name another directory with --data."
            : $"A LocalDigest daemon is already running at {other.Url} (process {other.Pid}) with this data directory. Use that one, or name another directory with --data.");
        return 3;
    }

    if (arguments.Restore is { } backup)
    {
        var old = DatabaseCopies.Restore(folder, Path.GetFullPath(backup), clock);
        Console.WriteLine("The backup is in place." + (old is null ? "" : $" The database that was there is kept as backups/{Path.GetFileName(old)}."));
        return 0;
    }

    await using var app = DaemonHost.Build(arguments, folder, clock);
    try
    {
        await app.StartAsync();
    }
    catch (IOException error) when (error.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
    {
        Console.Error.WriteLine("The port is taken by another program. Name another with --urls http://127.0.0.1:PORT; port 0 picks a free one.");
        return 5;
    }
    catch (SocketException)
    {
        Console.Error.WriteLine("This machine does not let LocalDigest listen there. Name another address or port with --urls http://127.0.0.1:PORT.");
        return 5;
    }
    string url;
    try
    {
        url = DaemonHost.AddressOf(app);
    }
    catch (ConfigurationException)
    {
        await app.StopAsync();
        throw;
    }
    var token = app.Services.GetRequiredService<AccessToken>().Value;
    file.Write(new DaemonRecord(Environment.ProcessId, url, token, HealthApi.Version, clock.GetUtcNow()));
    app.Services.GetRequiredService<DaemonAddress>().Set(url);
    Log.Listening(app.Logger, HealthApi.Version, url, folder);
    await app.WaitForShutdownAsync();
    return Environment.ExitCode;
}
