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

    /// <summary>A revision of a layer.</summary>
    public static EventCause Of(string layer, long revision) => new() { Layer = layer, Revision = revision };

    /// <summary>A command.</summary>
    public static EventCause OfCommand(string id) => new() { CommandId = id };
}
