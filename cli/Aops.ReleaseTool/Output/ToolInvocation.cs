using System.CommandLine;

namespace Aops.ReleaseTool.Output;

/// <summary>One run of the tool: where it prints, what it reports, how far it is.</summary>
internal sealed class ToolInvocation : InvocationConfiguration
{
    /// <summary>What is printed with <c>--json</c>.</summary>
    public ToolReport Report { get; } = new();

    /// <summary>Shows long work.</summary>
    public required WorkProgress Progress { get; init; }
}
