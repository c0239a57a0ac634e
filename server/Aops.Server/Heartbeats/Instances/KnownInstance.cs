namespace Aops.Server.Heartbeats.Instances;

/// <summary>The state of the instances of one identity, in memory.</summary>
/// <param name="state">The state.</param>
/// <param name="key">What <see cref="InstanceState.Current"/> told; null where it was read from the database.</param>
internal sealed class KnownInstance(InstanceState state, InstanceKey? key)
{
    public InstanceState State { get; } = state;

    public InstanceKey? Key { get; } = key;

    /// <summary>The mark of a heartbeat with a key; null where it has to be made.</summary>
    public InstanceMark? MarkOf(InstanceKey key) => Key == key ? State.Current : null;
}
