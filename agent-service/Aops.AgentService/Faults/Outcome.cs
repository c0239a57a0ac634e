namespace Aops.AgentService.Faults;

/// <summary>
/// Result of a verb, printed with <c>--json</c> as one line on standard output, after success and failure
/// alike.
/// </summary>
internal sealed record Outcome
{
    /// <summary>Version of this format; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Whether everything that was asked for holds.</summary>
    public required bool Ok { get; init; }

    public int ExitCode { get; init; }

    /// <summary>One sentence.</summary>
    public required string Message { get; init; }

    /// <summary>Whether anything was changed on the host; null if the verb does not report it.</summary>
    public bool? Changed { get; init; }

    /// <summary>With <c>--dry-run</c>: whether the verb would change anything; otherwise null.</summary>
    public bool? WouldChange { get; init; }

    /// <summary>Version of the suite that runs afterwards; null if the verb does not concern one.</summary>
    public string? Version { get; init; }

    /// <summary>Identity of the host; null if the verb does not concern it.</summary>
    public string? AgentId { get; init; }

    /// <summary>Duration of the verb, in milliseconds.</summary>
    public long Milliseconds { get; init; }
}
