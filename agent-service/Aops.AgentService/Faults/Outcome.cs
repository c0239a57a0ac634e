namespace Aops.AgentService.Faults;

/// <summary>What a verb prints with <c>--json</c>: one line on standard output, whether it succeeded or not.</summary>
internal sealed record Outcome
{
    /// <summary>Version of this shape; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Whether all that was asked for holds.</summary>
    public required bool Ok { get; init; }

    /// <summary>The exit code.</summary>
    public int ExitCode { get; init; }

    /// <summary>One sentence.</summary>
    public required string Message { get; init; }

    /// <summary>Whether anything was changed on the host; null where the verb does not tell.</summary>
    public bool? Changed { get; init; }

    /// <summary>Version of the suite that runs after it, where the verb concerns one.</summary>
    public string? Version { get; init; }

    /// <summary>Identity of the host, where the verb concerns it.</summary>
    public string? AgentId { get; init; }

    /// <summary>How long the verb took, in milliseconds.</summary>
    public long Milliseconds { get; init; }
}
