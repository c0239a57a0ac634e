using System.Text.Json.Serialization;

namespace Aops.Server.Events;

/// <summary>An event in the fleet; the log is append-only.</summary>
internal sealed record EventRecord
{
    /// <summary>Grows with every event; gaps are possible. 0 until it is stored.</summary>
    public long Id { get; init; }

    /// <summary>When it happened; of one that repeats, when it happened last.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it happened first, of one that repeats; absent for one that happened once.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>How often it happened within an hour: such an event is told of again, with a new id, and not once more.</summary>
    public int Count { get; set; } = 1;

    /// <summary>One of <see cref="EventKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The class whose limit it counts for.</summary>
    [JsonIgnore]
    public EventClass Class { get; init; }

    /// <summary>The agent it concerns, or null.</summary>
    public string? AgentId { get; init; }

    /// <summary>Name of that agent's host at the time.</summary>
    public string? Hostname { get; init; }

    /// <summary>What it repeats on its host; null for one that is told by itself.</summary>
    [JsonIgnore]
    public string? Series { get; init; }

    /// <summary>The operator whose request caused it, by the name of the token; absent where none did.</summary>
    public string? Actor { get; init; }

    /// <summary>What it follows from; absent where that is not known for certain.</summary>
    public EventCause? Cause { get; init; }

    /// <summary>The row of the audit that tells of the same act (<c>/api/v1/audit/{number}</c>); absent for none.</summary>
    public long? Audit { get; init; }

    /// <summary>A sentence; of one that repeats, the last one.</summary>
    public required string Message { get; init; }
}
