using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace LocalDigest.Mcp;

/// <summary>A tool whose refusals are answers: the agent reads the sentence as it is, and no server logs it as a fault of its
/// own.</summary>
internal sealed class RefusingTool(McpServerTool tool) : DelegatingMcpServerTool(tool)
{
    public override async ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        if (ToolArguments.Fault(ProtocolTool.InputSchema, request.Params.Arguments) is { } fault) return Refusal(fault);
        try
        {
            return await base.InvokeAsync(request, cancellationToken);
        }
        catch (McpException refusal)
        {
            return Refusal(refusal.Message);
        }
    }

    private static CallToolResult Refusal(string sentence) =>
        new() { IsError = true, Content = [new TextContentBlock { Text = sentence }] };
}
