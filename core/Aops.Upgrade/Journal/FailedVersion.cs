using System.Text.Json.Serialization;

namespace Aops.Upgrade.Journal;

/// <summary>A version that failed on this host, so that it is not tried again under the same order.</summary>
public sealed record FailedVersion
{
    /// <summary>The version.</summary>
    public required string Version { get; init; }

    /// <summary>The order it failed under; only a newer (greater) one tries it again.</summary>
    [JsonPropertyName("order")]
    public required long Generation { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }
}
