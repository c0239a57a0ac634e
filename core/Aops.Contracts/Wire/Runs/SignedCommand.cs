namespace Aops.Contracts.Wire.Runs;

/// <summary>The payload of a <see cref="RunEnvelope"/>: what an operator has signed.</summary>
public sealed record SignedCommand
{
    /// <summary>Schema version of this record; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>A host takes each once, whatever run a server gives it for.</summary>
    public required string Nonce { get; init; }

    /// <summary>
    /// Names of hosts, with <c>*</c> and <c>?</c>, and identities and machine ids to the letter; none of them means no
    /// host.
    /// </summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>It is not started after this time, UTC.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>What is run. Exactly one of this and <see cref="Runbook"/> is there.</summary>
    public RunCommand? Command { get; init; }

    /// <summary>The signed runbook that is run.</summary>
    public RunbookReference? Runbook { get; init; }

    /// <summary>Values of the runbook's parameters, by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; set; } = new Dictionary<string, string>();
}
