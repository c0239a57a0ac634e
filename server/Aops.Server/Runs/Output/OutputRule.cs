namespace Aops.Server.Runs.Output;

/// <summary>What holds for output that a host sends of a run.</summary>
/// <param name="IsCancelled">Whether the run is to end.</param>
/// <param name="BytesMax">How much is stored of a host, in bytes.</param>
/// <param name="IsDropped">Whether what was there was deleted to make room: no more is taken.</param>
internal sealed record OutputRule(bool IsCancelled, long BytesMax, bool IsDropped);
