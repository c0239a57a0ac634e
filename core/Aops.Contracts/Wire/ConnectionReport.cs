namespace Aops.Contracts.Wire;

/// <summary>How a host reaches its server, and what it was asked to do otherwise.</summary>
public sealed record ConnectionReport
{
    /// <summary><see cref="State"/> of a host whose server never accepted it yet.</summary>
    public const string Unproven = "unproven";

    /// <summary><see cref="State"/> where what is asked for is in force and was accepted.</summary>
    public const string Proven = "proven";

    /// <summary><see cref="State"/> while a change is in force and not accepted yet.</summary>
    public const string Probation = "probation";

    /// <summary><see cref="State"/> where a change was not accepted and the proven connection is in force again.</summary>
    public const string Returned = "returned";

    /// <summary>One of the words above; another one is of a newer version.</summary>
    public required string State { get; init; }

    /// <summary>The server in force; null where none is set.</summary>
    public string? Server { get; init; }

    /// <summary>The setting <c>proxy</c> in force, without a password.</summary>
    public string? Proxy { get; init; }

    /// <summary>SHA-256 of each trusted authority, hexadecimal in lower case; empty for those of the system.</summary>
    public IReadOnlyList<string> Authorities { get; set; } = [];

    /// <summary>Generation of the signed <c>fleet/authority.json</c> that was taken last; 0 for none.</summary>
    public long Generation { get; init; }

    /// <summary>Generation of one that was tried and did not work here; null for none.</summary>
    public long? FailedGeneration { get; init; }

    /// <summary>What conf.yml or a signed target asks for where that is not in force: the server and what differs.</summary>
    public string? Wanted { get; init; }

    /// <summary>Why that is not in force, or not proven yet; a sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>When it is tried again, UTC; null for "at the next change".</summary>
    public DateTimeOffset? NextTryAt { get; init; }
}
