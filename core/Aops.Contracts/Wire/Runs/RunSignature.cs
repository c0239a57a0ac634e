using System.Text.Json.Serialization;

namespace Aops.Contracts.Wire.Runs;

/// <summary>One signature of a <see cref="RunEnvelope"/>.</summary>
public sealed record RunSignature
{
    /// <summary>Id of the key, as the signed metadata has it.</summary>
    [JsonPropertyName("keyid")]
    public required string KeyId { get; init; }

    /// <summary>The signature, base64.</summary>
    [JsonPropertyName("sig")]
    public required string Signature { get; init; }
}
