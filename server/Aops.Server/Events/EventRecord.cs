using System.Text.Json.Serialization;

namespace Aops.Server.Events;

/// <summary>An event in the fleet; the log is append-only.</summary>
internal sealed record EventRecord
{
    /// <summary>Grows with every event; gaps are possible. 0 until it is stored.</summary>
    public long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>One of <see cref="EventKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The class whose limit it counts for.</summary>
    [JsonIgnore]
    public EventClass Class { get; init; }

    /// <summary>The agent it concerns, or null.</summary>
    public string? AgentId { get; init; }

    /// <summary>Name of that agent's host at the time.</summary>
    public string? Hostname { get; init; }

    /// <summary>A sentence.</summary>
    public required string Message { get; init; }
}
