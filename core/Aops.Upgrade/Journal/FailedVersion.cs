using System.Text.Json.Serialization;

namespace Aops.Upgrade.Journal;

/// <summary>A version that failed on this host; it is not tried again under the same generation.</summary>
public sealed record FailedVersion
{
    /// <summary>The version.</summary>
    public required string Version { get; init; }

    /// <summary>The generation under which it failed; only a different one tries it again.</summary>
    [JsonPropertyName("order")]
    public required long Generation { get; init; }

    /// <summary>Why it failed.</summary>
    public required string Reason { get; init; }

    /// <summary>When it failed, UTC.</summary>
    public required DateTimeOffset At { get; init; }
}
