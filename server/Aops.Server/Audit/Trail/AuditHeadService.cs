using Aops.Hosting.Loops;
using Aops.Native.Files;
using Aops.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Audit.Trail;

/// <summary>
/// Writes the head of the audit beside the database and into the log: when the server starts, at the first look of each day
/// (UTC), and when it ends. At the start the newest written head is compared; one that is not in the database any more is
/// told by the log and by a row of the audit itself.
/// </summary>
internal sealed partial class AuditHeadService(
    AuditStore store, AuditWriter writer, AuditHeadFile file, TimeProvider clock, ILogger<AuditHeadService> logger)
    : BackgroundService
{
    /// <summary>How often it looks whether a day has begun.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly LoopSupervisor _loops = new(static (_, _) => { }, clock, logger);
    private AuditHead? _written;
    private DateTime _day;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryWriteAsync();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _loops.RunAsync("audit head", async stopping =>
        {
            if (_day == default) await CompareAsync();
            if (_day != clock.GetUtcNow().UtcDateTime.Date) await TryWriteAsync();
            await Task.Delay(Period, clock, stopping);
        }, stoppingToken);
    }

    private async Task CompareAsync()
    {
        if (ReadLast() is not { } head) return;
        var row = await store.FindAsync(head.Id, CancellationToken.None);
        _written = head;
        if (row?.Hash == head.Hash) return;
        LogMismatch(head.Id, head.Hash, row is null ? "is not there" : "is another");
        await writer.AppendAsync(new(AuditKinds.AuditMismatch, "audit")
        {
            Before = new AuditFields().Set("id", head.Id).Set("hash", head.Hash).Set("writtenAt", head.At),
            After = row is null ? null : new AuditFields().Set("id", row.Id).Set("hash", row.Hash),
        });
    }

    private AuditHead? ReadLast()
    {
        try
        {
            return file.Read() is [.., var last] ? last : null;
        }
        catch (InvalidDataException e)
        {
            LogUnread(e.Message);
            return null;
        }
    }

    // A head that cannot be written today is written at the next look.
    private async Task TryWriteAsync()
    {
        try
        {
            var now = clock.GetUtcNow();
            if (await store.FindHeadAsync(CancellationToken.None) is { } head && head.Id != _written?.Id)
            {
                file.Append(head, now);
                _written = head;
                LogHead(head.Id, head.Hash);
            }
            _day = now.UtcDateTime.Date;
        }
        catch (Exception e) when (e is StoreException || FileFaults.IsFileFault(e))
        {
            LogUnwritten(e.Message);
        }
    }

    [LoggerMessage(3112, LogLevel.Information, "the head of the audit is row {Id}, {Hash}")]
    private partial void LogHead(long id, string hash);

    [LoggerMessage(3113, LogLevel.Error, "the head of the audit cannot be written: {Fault}; it is tried again")]
    private partial void LogUnwritten(string fault);

    [LoggerMessage(3114, LogLevel.Error, "row {Id} of the audit was written as its head with the hash {Hash}, and {What}: rows " +
        "were changed or removed, or the database was put back to an older copy; 'aops-server audit verify' tells more")]
    private partial void LogMismatch(long id, string hash, string what);

    [LoggerMessage(3115, LogLevel.Error, "the written heads of the audit cannot be read: {Fault}")]
    private partial void LogUnread(string fault);
}
