using Aops.Server.Events;
using Aops.Server.Runs.Output;
using Aops.Server.Storage;

namespace Aops.Server.Runs;

/// <summary>
/// Makes room where the output of all runs takes more than it may: that of the run which ended first goes first. The run stays,
/// and says that its output is gone. Runs that have not ended lose nothing: their hosts are told to send later.
/// </summary>
internal sealed class RunRoom(
    Database database, OutputFolder outputs, OutputQuota quota, EventLog events, TimeProvider clock)
{
    /// <summary>Counts what is stored, and makes room where that is too much.</summary>
    /// <returns>How many runs have lost their output.</returns>
    public async Task<int> MakeAsync(CancellationToken cancellationToken)
    {
        var dropped = 0;
        quota.Set(await database.ReadAsync(RunOutputRows.Sum, cancellationToken));
        if (!quota.IsPressed) return dropped;
        while (quota.Bytes > quota.Goal
            && await database.ReadAsync(RunOutputRows.FindOldest, cancellationToken) is { } id)
        {
            // Noted first: what a crash leaves of the files is deleted with the run.
            var bytes = await database.WriteAsync(
                connection => Drop(connection, id), Durability.Disk, cancellationToken);
            outputs.Remove(id);
            quota.Add(-bytes);
            quota.NoteDropped();
            dropped++;
        }
        if (dropped > 0) events.Announce();
        return dropped;
    }

    private long Drop(StoreConnection connection, string id)
    {
        var now = clock.GetUtcNow();
        var bytes = RunOutputRows.Drop(connection, id, now);
        if (RunRows.Find(connection, id) is { } run)
        {
            EventStore.Append(connection,
            [
                RunEvents.OfRun(
                    run, $"has lost its output of {bytes} bytes: that of all runs may take {quota.BytesMax} bytes.", now),
            ]);
        }
        return bytes;
    }
}
