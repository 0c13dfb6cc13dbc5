using System.Globalization;
using LocalDigest.Daemon.Api;
using LocalDigest.Daemon.Hosting;
using LocalDigest.Storage;

// Numbers and dates on the wire do not depend on where the daemon runs.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var (arguments, exitCode) = DaemonOptions.ReadArguments(args);
if (arguments is null) return exitCode;
try
{
    return await RunAsync(arguments);
}
catch (StorageException error)
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
        Console.Error.WriteLine(other is null
            ? "Another LocalDigest daemon uses this data directory and is just starting or stopping. Wait a moment, or name another directory with --data."
            : $"A LocalDigest daemon is already running at {other.Url} (process {other.Pid}) with this data directory. Use that one, or name another directory with --data.");
        return 3;
    }

    await using var app = DaemonHost.Build(arguments, folder, clock);
    app.Lifetime.ApplicationStarted.Register(() =>
    {
        var url = DaemonHost.AddressOf(app);
        file.Write(new DaemonRecord(Environment.ProcessId, url, app.Services.GetRequiredService<AccessToken>().Value, HealthApi.Version, clock.GetUtcNow()));
        app.Services.GetRequiredService<DaemonAddress>().Set(url);
        Log.Listening(app.Logger, HealthApi.Version, url, folder);
    });
    try
    {
        await app.RunAsync();
    }
    catch (IOException error) when (error.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
    {
        Console.Error.WriteLine("The port is taken by another program. Name another with --urls http://127.0.0.1:PORT; port 0 picks a free one.");
        return 5;
    }
    return Environment.ExitCode;
}
