using Aops.Contracts;
using Aops.Ipc;
using Aops.Native.Files;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Slots;
using Microsoft.Extensions.Logging;

namespace Aops.Spa;

/// <summary>
/// The files this half cannot do without: run directory, lock and socket, looked at on every beat and made anew when
/// somebody deleted them; the launcher and the slot's programs, looked at now and then.
/// </summary>
internal sealed partial class KeyFiles(
    AopsLayout layout, JournalStore store, HeldLock held, Action<SpaEnd> end, ILogger logger)
    : IAsyncDisposable
{
    private readonly ILogger _logger = logger;
    private LocalListener? _listener;
    private Task _repair = Task.CompletedTask;
    private long _programsCheckedAt = Environment.TickCount64;

    /// <summary>Serves a client; set before <see cref="Listen"/>.</summary>
    public Func<LocalLink, CancellationToken, Task>? Serve { get; set; }

    public void Listen() => _listener = LocalListener.Start(layout, Role.Spa, Serve!, _logger);

    /// <summary>Makes sure that this process holds the lock; without it, it ends.</summary>
    /// <returns>Whether it may act.</returns>
    public bool EnsureLock()
    {
        if (held.IsIntact) return true;
        if (!held.Ensure())
        {
            EndAsSecondCopy();
            return false;
        }
        if (held.IsIntact) LogRepaired(held.Path);
        return true;
    }

    /// <summary>Checks; what is wrong is mended on the pool, as whole programs are read.</summary>
    public void Check(TimeSpan programsInterval)
    {
        if (!_repair.IsCompleted) return;
        var arePrograms = Environment.TickCount64 - _programsCheckedAt >= programsInterval.TotalMilliseconds;
        if (held.IsIntact && _listener is { IsIntact: true } && !arePrograms) return;
        _repair = Task.Run(() => Repair(arePrograms));
    }

    public async ValueTask DisposeAsync()
    {
        await _repair;
        if (_listener is not null) await _listener.DisposeAsync();
    }

    private void Repair(bool arePrograms)
    {
        try
        {
            Durable.CreateDirectory(layout.Run);
            RepairLock();
            if (_listener is not { IsIntact: true }) RepairSocket();
            if (arePrograms) CheckPrograms();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException)
        {
            LogRepairFailed(layout.Run, e.Message);
        }
    }

    private void RepairLock()
    {
        if (held.IsIntact) return;
        if (held.TryRenew()) LogRepaired(held.Path);
        else EndAsSecondCopy();
    }

    // Two may both believe to be the companion for a moment; who holds the lock is it.
    private void EndAsSecondCopy() => end(new SpaEnd(
        false, $"{held.Path} was deleted, and process {FileLock.ReadOwner(held.Path)} has taken it since"));

    // Clients that are connected go on. In this order: closing the old socket would take the new name away.
    private void RepairSocket()
    {
        _listener?.Retire();
        Listen();
        LogRepaired(layout.Socket(Role.Spa));
    }

    private void CheckPrograms()
    {
        _programsCheckedAt = Environment.TickCount64;
        var journal = store.Read();
        if (journal.IsTrial || journal.Current is not { } current) return;
        if (!store.Slots.IsWhole(current))
        {
            LogSlotDamaged(layout.Slot(current), store.Slots.Choose(Role.Spm, journal).FirstOrDefault() ?? "none");
            return;
        }
        foreach (var name in InstalledPrograms.Refresh(layout, current)) LogRepaired(Path.Combine(layout.Bin, name));
        if (store.Slots.RepairCurrentLink(journal)) LogRepaired(layout.Current);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} was deleted or changed; made anew")]
    private partial void LogRepaired(string path);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "{Slot} is not whole, and spm is to mend it; the next start takes version {Other}")]
    private partial void LogSlotDamaged(string slot, string other);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} cannot be mended: {Reason}; tried again on the next beat")]
    private partial void LogRepairFailed(string path, string reason);
}
