using Aops.Contracts;
using Aops.Contracts.Wire;

namespace Aops.Server.Runs;

/// <summary>What a host does by its own code: there is no program to vouch for.</summary>
internal sealed record RunAction
{
    /// <summary>What is done.</summary>
    public required CommandKind Kind { get; init; }

    /// <summary>
    /// The sub-agent; required for <c>restart-sub-agent</c>, and for <c>collect-log</c> whose log it is: by default that of spm.
    /// </summary>
    public string? SubAgent { get; init; }

    /// <summary>Number of last lines, for <c>collect-log</c>; 200 by default.</summary>
    public int? Lines { get; init; }

    /// <summary>It in a few words.</summary>
    public string Describe() => $"{KebabName.Of(Kind)}{(SubAgent is null ? "" : $" {SubAgent}")}";
}
