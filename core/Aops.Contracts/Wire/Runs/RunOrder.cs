using System.Text.Json.Serialization;

namespace Aops.Contracts.Wire.Runs;

/// <summary>
/// A program that the host is to run once: a signed runbook, a signed command, or a plain command; or a log or a diagnosis that it is
/// to send. Exactly one of <see cref="Runbook"/>, <see cref="Envelope"/>, <see cref="Command"/>, <see cref="Log"/> and
/// <see cref="Diagnosis"/> is there.
/// </summary>
public sealed record RunOrder
{
    /// <summary>Identity of the run. A host starts each at most once, even across restarts and upgrades.</summary>
    public required string Id { get; init; }

    /// <summary>The signed runbook.</summary>
    public RunbookReference? Runbook { get; init; }

    /// <summary>A command that an operator has signed.</summary>
    public RunEnvelope? Envelope { get; init; }

    /// <summary>A command that only the server vouches for; refused unless the host's policy is <see cref="RunPolicy.Any"/>.</summary>
    public RunCommand? Command { get; init; }

    /// <summary>A log that is sent while it is written, whatever the host's policy says.</summary>
    public LogOrder? Log { get; init; }

    /// <summary>
    /// Whether it is the diagnosis of the host, a <c>.tar.gz</c> as its standard output, whatever the host's policy says. A host that
    /// does not know this member refuses the order.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Diagnosis { get; init; }

    /// <summary>Values of the runbook's parameters, by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; set; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether a playbook only looks at what it would change. A host that does not know this member takes no playbook at all.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Check { get; init; }

    /// <summary>It is not started after this time, UTC.</summary>
    public required DateTimeOffset StartBefore { get; init; }

    /// <summary>Longest time that it may run, in seconds, if that is shorter than its own; null for its own.</summary>
    public int? TimeoutSeconds { get; init; }
}
