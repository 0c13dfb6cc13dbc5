using System.CommandLine;
using LocalDigest.Cli.Commands;
using LocalDigest.Mcp;
using ModelContextProtocol.Server;

namespace LocalDigest.Cli.Mcp;

/// <summary>LocalDigest for agents: a server of the Model Context Protocol over the program's input and output.</summary>
internal static class McpCommand
{
    public static Command Make(Shell shell)
    {
        var command = new Command("mcp", "Serves agents by the Model Context Protocol, over input and output.");
        shell.Does(command, async (words, ct) =>
        {
            using var client = shell.Client(words);
            var options = new McpServerOptions();
            AgentSurface.Fill(options, client, CareCommands.Version);
            await using var transport = new StdioServerTransport("localdigest");
            await using var server = McpServer.Create(transport, options);
            await server.RunAsync(ct);
            return ExitCodes.Done;
        });
        return command;
    }
}
