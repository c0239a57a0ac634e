using Aops.Contracts.Wire.Runs;

namespace Aops.Server.Heartbeats;

/// <summary>What the answer to a heartbeat tells of runs.</summary>
/// <param name="Orders">Runs that wait for the host; null for none.</param>
/// <param name="Cancelled">Ids of its runs that are to end, or not to start; null for none.</param>
/// <param name="IsNews">Whether some of it was not told before, or long ago: a held heartbeat is answered for it.</param>
internal sealed record WaitingRuns(
    IReadOnlyList<RunOrder>? Orders, IReadOnlyList<string>? Cancelled, bool IsNews)
{
    /// <summary>Nothing.</summary>
    public static WaitingRuns None { get; } = new(null, null, false);
}

/// <summary>Tells what waits for a host; of one without open runs it asks no database.</summary>
internal delegate ValueTask<WaitingRuns> TakeRuns(
    string agentId, DateTimeOffset now, CancellationToken cancellationToken);
