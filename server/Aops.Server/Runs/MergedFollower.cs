using System.Runtime.CompilerServices;
using Aops.Server.Runs.Output;

namespace Aops.Server.Runs;

/// <summary>
/// Follows the output of the hosts of a run as one stream. What is there at one moment comes in the order of the hosts' clocks;
/// what a host sends later comes later, whatever its clock says.
/// </summary>
/// <param name="ending">Cancelled when the server ends.</param>
internal sealed class MergedFollower(
    RunStore store, OutputFolder outputs, LogReader logs, RunNews news, TimeProvider clock, CancellationToken ending)
{
    private const int BytesAtOnce = 1024 * 1024;

    // What comes within it is read at once, so that a run of many hosts opens their files a few times a second.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Follows it until every host has ended and all is sent, or the server ends.</summary>
    /// <param name="agentId">The only host that is followed; null for the first <see cref="MergedLog.HostsMax"/>.</param>
    /// <param name="tail">About how many bytes of each host come that are there already.</param>
    /// <returns>Pieces; null where there was none for a while.</returns>
    public async IAsyncEnumerable<MergedPiece?> FollowAsync(
        string runId, string? agentId, long tail, [EnumeratorCancellation] CancellationToken aborted)
    {
        var offsets = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = news.Listen(runId);
        // The answer begins, whether there is output or not.
        yield return null;
        while (true)
        {
            // Subscribed before it is read, and hosts before their files: what is final is whole.
            var next = listener.Next;
            var hosts = await ListAsync(runId, agentId, aborted);
            var pieces = MergedPieces.Join(ReadNew(runId, hosts, offsets, tail));
            foreach (var piece in pieces) yield return piece;
            if (pieces.Count == 0 && hosts.All(logs.IsOver))
            {
                yield return MergedPieces.Last;
                yield break;
            }
            if (ending.IsCancellationRequested) yield break;
            var isIdle = pieces.Count == 0;
            await NewsSignal.WaitAsync(
                isIdle ? next : Task.Delay(Pause, clock, aborted), FleetLimits.EventStreamPing, clock, ending, aborted);
            if (isIdle && !next.IsCompleted) yield return null;
        }
    }

    private async Task<IReadOnlyList<RunHostRecord>> ListAsync(
        string runId, string? agentId, CancellationToken aborted)
    {
        if (agentId is null)
            return await store.ListHostsAsync(runId, RunHostFilter.None, "", MergedLog.HostsMax, aborted);
        return await store.FindHostAsync(runId, agentId, aborted) is { } host ? [host] : [];
    }

    // Frames that were not sent yet, by time. However slow the client is, files are open for no longer than this takes.
    private List<MergedPiece> ReadNew(
        string runId, IReadOnlyList<RunHostRecord> hosts, Dictionary<string, long> offsets, long tail)
    {
        var order = new PriorityQueue<Source, long>();
        var (open, pieces, length) = (new List<OutputReader>(), new List<MergedPiece>(), 0);
        try
        {
            foreach (var host in hosts)
            {
                if (outputs.Open(runId, host.AgentId) is not { } output) continue;
                open.Add(output);
                if (!offsets.TryGetValue(host.AgentId, out var offset))
                {
                    offsets[host.AgentId] = offset = output.FindTail(tail);
                    if (offset > 0) pieces.Add(MergedPieces.Earlier(host, offset));
                }
                var frames = output.ReadAll(offset).GetEnumerator();
                if (frames.MoveNext()) order.Enqueue(new Source(host, frames), frames.Current.Frame.Microseconds);
            }
            while (length < BytesAtOnce && order.TryDequeue(out var next, out _))
            {
                var (frame, content) = next.Frames.Current;
                offsets[next.Host.AgentId] += frame.Bytes;
                length += frame.Bytes;
                pieces.Add(MergedPieces.Of(next.Host, frame, content));
                if (next.Frames.MoveNext()) order.Enqueue(next, next.Frames.Current.Frame.Microseconds);
            }
            return pieces;
        }
        finally
        {
            foreach (var output in open) output.Dispose();
        }
    }

    private sealed record Source(RunHostRecord Host, IEnumerator<(OutputFrame Frame, byte[] Content)> Frames);
}
