using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Runs;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Runs;

/// <summary>
/// Starts the keepers of runs, and knows which of them are on their way. On the loop of <see cref="RunService"/> only.
/// </summary>
/// <param name="ledger">Notes each start before it happens.</param>
/// <param name="starter">Starts a keeper.</param>
/// <param name="secrets">The secrets of this host.</param>
internal sealed partial class RunStart(
    RunLedger ledger, IKeeperStarter starter, HostSecrets secrets, TimeProvider clock, ILogger<RunStart> logger)
{
    // Time from the start of a keeper until it has left a trace.
    private static readonly TimeSpan BeginTime = TimeSpan.FromSeconds(20);

    private readonly RunPreparation _preparation = new(starter, secrets);
    private readonly Dictionary<string, Begun> _begun = [];
    private readonly HashSet<int> _children = [];

    /// <summary>Whether a keeper of this run may be about to begin.</summary>
    public bool IsOnItsWay(string id)
    {
        if (!_begun.TryGetValue(id, out var begun)) return false;
        var hasEnded = begun.Pid is { } pid && !_children.Contains(pid);
        if (!hasEnded && clock.GetElapsedTime(begun.At) < BeginTime) return true;
        _begun.Remove(id);
        return false;
    }

    /// <summary>Whether keepers are children of this process that were not reaped yet.</summary>
    public bool HasChildren => _children.Count > 0;

    /// <summary>Reaps keepers that have ended.</summary>
    public void Reap() => _children.RemoveWhere(pid => ChildExit.TryReap(pid) is not null);

    /// <summary>Notes a keeper that is a child of this process: one that an earlier image of it has started.</summary>
    public void Adopt(int keeper)
    {
        if (ChildExit.IsChild(keeper)) _children.Add(keeper);
    }

    /// <summary>Starts a run.</summary>
    /// <returns>Why it will never start, as a sentence; null if it was started, or may have been.</returns>
    /// <exception cref="IOException">The start cannot be noted; nothing was started.</exception>
    public async Task<string?> StartAsync(
        RunTicket ticket, RunVerdict.Allowed allowed, CancellationToken cancellationToken)
    {
        var (folder, command) = (ledger.FolderOf(ticket.Id), allowed.Command);
        try
        {
            _preparation.Prepare(folder, allowed);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return $"it cannot be started: {e.Message}";
        }
        ledger.Change(ticket.Id, t => t with
        {
            Stage = RunStage.Starting, Starts = t.Starts + 1,
            IsExclusive = command.IsExclusive, IsSafeToRepeat = command.IsSafeToRepeat,
        });
        LogStarting(ticket.Id);
        try
        {
            var pid = await starter.StartAsync(
                ticket.Id, command.Limits, TimeSpan.FromSeconds(command.GraceSeconds), cancellationToken);
            _begun[ticket.Id] = new(clock.GetTimestamp(), pid);
            if (pid is { } child) _children.Add(child);
            return null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is TimeoutException)
        {
            return $"its keeper cannot be started: {e.Message}";
        }
    }

    /// <summary>Deletes what the program needed, once it has ended; its output and its end stay.</summary>
    public void Release(string id)
    {
        _begun.Remove(id);
        try
        {
            starter.Release(id);
            _preparation.Clear(ledger.FolderOf(id));
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // Deleted with the whole folder, once the server knows all of it.
            LogNotDeleted(id, e.Message);
        }
    }

    private readonly record struct Begun(long At, int? Pid);

    [LoggerMessage(2320, LogLevel.Information, "run {Id}: its keeper is started")]
    private partial void LogStarting(string id);

    [LoggerMessage(2321, LogLevel.Warning, "run {Id}: its files cannot be deleted: {Reason}; tried again later")]
    private partial void LogNotDeleted(string id, string reason);
}
