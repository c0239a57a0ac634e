namespace Aops.Server.Events;

/// <summary>What an event follows from, where its writer knows it for certain.</summary>
internal sealed record EventCause
{
    /// <summary>A layer, as <c>group:web</c>, whose revision said what has happened; absent for none.</summary>
    public string? Layer { get; init; }

    /// <summary>That revision of it; absent without a layer.</summary>
    public long? Revision { get; init; }

    /// <summary>The command that was ordered, or whose result it is; absent for none.</summary>
    public string? CommandId { get; init; }

    /// <summary>The rollout that brought it about, or of which it tells; absent for none.</summary>
    public string? Rollout { get; init; }

    /// <summary>The run of which it tells; absent for none.</summary>
    public string? Run { get; init; }

    /// <summary>A rollout, with the layer that it is of.</summary>
    public static EventCause OfRollout(string id, string layer, long? revision) =>
        new() { Rollout = id, Layer = layer, Revision = revision };

    /// <summary>A revision of a layer.</summary>
    public static EventCause Of(string layer, long revision) => new() { Layer = layer, Revision = revision };

    /// <summary>A command.</summary>
    public static EventCause OfCommand(string id) => new() { CommandId = id };

    /// <summary>A run.</summary>
    public static EventCause OfRun(string id) => new() { Run = id };
}
