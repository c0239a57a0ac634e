namespace Aops.Contracts.Wire.Runs;

/// <summary>
/// A signed command: a DSSE envelope (github.com/secure-systems-lab/dsse), whose payload is a <see cref="SignedCommand"/>.
/// </summary>
public sealed record RunEnvelope
{
    /// <summary>Type of the payload of every envelope.</summary>
    public const string CommandType = "application/vnd.aops.command+json";

    /// <summary>What the payload is; part of what is signed.</summary>
    public required string PayloadType { get; init; }

    /// <summary>The payload, base64.</summary>
    public required string Payload { get; init; }

    /// <summary>The signatures.</summary>
    public required IReadOnlyList<RunSignature> Signatures { get; init; }
}
