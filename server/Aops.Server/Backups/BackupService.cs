using System.Data.Common;
using System.Globalization;
using Aops.Hosting.Loops;
using Aops.Native.Files;
using Aops.Server.Events;
using Aops.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Backups;

/// <summary>
/// Takes backups while the server runs, and removes the oldest. One that fails is told by an event and tried again; those
/// that are there stay until another one was verified.
/// </summary>
internal sealed partial class BackupService(
    BackupPlan plan, ServerFolder folder, DatabaseAddress database, EventLog events, TimeProvider clock,
    ILogger<BackupService> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterFault = TimeSpan.FromMinutes(15);

    private readonly LoopSupervisor _loops = new(static (_, _) => { }, clock, logger);
    private readonly BackupShelf _shelf = new(plan.Folder);
    private DateTimeOffset? _failedAt;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loops.RunAsync("backups", async stopping =>
        {
            // The database is read on this thread for as long as that takes.
            if (IsDue(clock.GetUtcNow())) await Task.Run(() => Take(stopping), stopping);
            await Task.Delay(LookEvery, clock, stopping);
        }, stoppingToken);

    // The clock may have been set back: a backup of the future counts as none.
    private bool IsDue(DateTimeOffset now)
    {
        if (_failedAt is { } failed && now - failed < AfterFault && now >= failed) return false;
        return _shelf.List() is not [var newest, ..] || now - newest.At >= plan.Every || newest.At > now;
    }

    private void Take(CancellationToken stopping)
    {
        var target = _shelf.PathOf(clock.GetUtcNow());
        try
        {
            AtomicFile.CreateDirectory(plan.Folder, AtomicFile.PrivateDirectory);
            _shelf.RemovePartial();
            var writer = new BackupWriter(folder, database, clock, _ => stopping.ThrowIfCancellationRequested());
            var (manifest, time) = writer.Write(target);
            var removed = _shelf.Prune(plan.Count);
            Tell(string.Create(CultureInfo.InvariantCulture,
                $"The backup {target} was taken and verified: {Counted.Hosts(manifest.Hosts)}, ") + string.Create(
                CultureInfo.InvariantCulture,
                $"{manifest.TotalBytes() / 1e6:0.0} MB, {time.TotalSeconds:0.0} s; {removed} older ones were removed."));
            _failedAt = null;
        }
        catch (Exception e) when (
            e is StartupFault or StoreException or DbException or InvalidDataException || FileFaults.IsFileFault(e))
        {
            _failedAt = clock.GetUtcNow();
            Tell($"The backup {target} could not be taken: {e.Message}; the ones before are as they were, and it is " +
                $"tried again in {AfterFault.TotalMinutes:0} minutes.");
        }
    }

    private void Tell(string message)
    {
        events.Add(EventKinds.Backup, message);
        Log(message);
    }

    [LoggerMessage(3120, LogLevel.Information, "{Message}")]
    private partial void Log(string message);
}
