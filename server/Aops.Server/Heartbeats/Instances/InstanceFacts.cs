namespace Aops.Server.Heartbeats.Instances;

/// <summary>What a heartbeat says about the instance that sends it.</summary>
/// <param name="Counter">The newest counter that it was given; null for none.</param>
/// <param name="StartedAt">When its process started.</param>
/// <param name="Sequence">Number of the heartbeat within that process.</param>
internal readonly record struct InstanceFacts(
    InstanceMark Mark, long? Counter, DateTimeOffset StartedAt, long Sequence);
