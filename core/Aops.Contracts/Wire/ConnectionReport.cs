namespace Aops.Contracts.Wire;

/// <summary>The connection of a host to its server, and a requested change of it.</summary>
public sealed record ConnectionReport
{
    /// <summary><see cref="State"/> before any server has accepted this host.</summary>
    public const string Unproven = "unproven";

    /// <summary><see cref="State"/> when the requested connection is in force and was accepted.</summary>
    public const string Proven = "proven";

    /// <summary><see cref="State"/> while a changed connection is in force and not accepted yet.</summary>
    public const string Probation = "probation";

    /// <summary>
    /// <see cref="State"/> when a changed connection was not accepted and the proven one is in force again.
    /// </summary>
    public const string Returned = "returned";

    /// <summary>One of the words above; a newer version may send others.</summary>
    public required string State { get; init; }

    /// <summary>The server in force; null if none is configured.</summary>
    public string? Server { get; init; }

    /// <summary>The setting <c>proxy</c> in force, without a password.</summary>
    public string? Proxy { get; init; }

    /// <summary>
    /// SHA-256 of each trusted authority, in lower-case hexadecimal; empty if the system's authorities are trusted.
    /// </summary>
    public IReadOnlyList<string> Authorities { get; set; } = [];

    /// <summary>Generation of the signed <c>fleet/authority.json</c> that was applied last; 0 for none.</summary>
    public long Generation { get; init; }

    /// <summary>
    /// Generation of a signed <c>fleet/authority.json</c> that failed on this host; null for none.
    /// </summary>
    public long? FailedGeneration { get; init; }

    /// <summary>
    /// The connection that conf.yml or a signed target requests, if it is not in force: the server and the
    /// differences.
    /// </summary>
    public string? Wanted { get; init; }

    /// <summary>Why the requested connection is not in force, or not proven yet; a sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>When the requested connection is tried again, UTC; null if only after the next change.</summary>
    public DateTimeOffset? NextTryAt { get; init; }
}
