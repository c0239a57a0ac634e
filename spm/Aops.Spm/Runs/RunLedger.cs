using Aops.Contracts.Wire.Runs;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Runs;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Runs;

/// <summary>
/// The tickets of all runs, persisted below <c>var/lib/aops/runs</c>. Invariants: a run has a ticket on the disk before
/// anything of it happens; an id, and a nonce of a signed command, is taken once for as long as the server may send it.
/// Safe from any thread.
/// </summary>
internal sealed partial class RunLedger(AopsLayout layout, TimeProvider clock, ILogger<RunLedger> logger)
{
    // Notes of runs that the server may still send again stay beyond the usual number.
    private const int NotesMax = 4 * RunLimits.RememberedMax;

    private static readonly TimeSpan NonceTime =
        TimeSpan.FromSeconds(RunLimits.EnvelopeSecondsMax) + TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private Dictionary<string, RunTicket>? _tickets;

    /// <summary>All tickets, the oldest first.</summary>
    /// <exception cref="IOException">A ticket of an earlier process cannot be read now.</exception>
    public IReadOnlyList<RunTicket> All
    {
        get { lock (_gate) return [.. Tickets.Values.OrderBy(t => t.Report.At)]; }
    }

    private Dictionary<string, RunTicket> Tickets => _tickets ??= Load();

    /// <summary>The folder of a run.</summary>
    public RunFolder FolderOf(string id) => RunFolder.Of(layout, id);

    /// <summary>The ticket of a run; null for none.</summary>
    public RunTicket? Find(string id)
    {
        lock (_gate) return Tickets.GetValueOrDefault(id);
    }

    /// <summary>Notes an order durably.</summary>
    /// <returns>Whether it is new; one that is not is known, or cannot be taken now.</returns>
    /// <exception cref="IOException">It cannot be noted; nothing of it may happen.</exception>
    public bool TryAccept(RunOffer offer)
    {
        lock (_gate)
        {
            if (Tickets.ContainsKey(offer.Order.Id)) return false;
            if (Tickets.Count >= NotesMax)
            {
                LogTooMany(NotesMax);
                return false;
            }
            var now = clock.GetUtcNow();
            var open = Tickets.Values.Count(t => t.Stage != RunStage.Ended);
            var refusal = offer.Refusal
                ?? (open >= RunLimits.OpenMax ? $"this host has {open} runs that have not ended" : null);
            var latest = now + NonceTime;
            var ticket = new RunTicket
            {
                Id = offer.Order.Id,
                Order = refusal is null ? offer.Order : null,
                RememberUntil = offer.Order.StartBefore < latest ? offer.Order.StartBefore : latest,
                Stage = refusal is null ? RunStage.Accepted : RunStage.Ended,
                Report = new RunReport
                {
                    Phase = refusal is null ? RunPhase.Accepted : RunPhase.Refused, Reason = refusal, At = now,
                },
            };
            AtomicFile.CreateDirectory(layout.Runs, AtomicFile.PassableDirectory);
            AtomicFile.CreateDirectory(FolderOf(ticket.Id).Path, AtomicFile.PassableDirectory);
            ticket.Write(FolderOf(ticket.Id).Ticket);
            Tickets[ticket.Id] = ticket;
            return true;
        }
    }

    /// <summary>Takes a nonce for a run, durably.</summary>
    /// <returns>The run that has it already; null if this one has it now.</returns>
    /// <exception cref="IOException">It cannot be noted; the run must not start.</exception>
    public string? TakeNonce(string id, string nonce)
    {
        lock (_gate)
        {
            if (Tickets.Values.FirstOrDefault(t => t.Nonce == nonce && t.Id != id) is { } other) return other.Id;
            // The command may be sent again, as another run, until it expires.
            var until = clock.GetUtcNow() + NonceTime;
            Change(id, t => t.Nonce == nonce ? t : t with { Nonce = nonce, RememberUntil = until });
            return null;
        }
    }

    /// <summary>Changes a ticket durably.</summary>
    /// <returns>The ticket now; null if there is none.</returns>
    /// <exception cref="IOException">It cannot be written; the ticket stays as it was.</exception>
    public RunTicket? Change(string id, Func<RunTicket, RunTicket> change)
    {
        lock (_gate)
        {
            if (Tickets.GetValueOrDefault(id) is not { } ticket) return null;
            var changed = change(ticket);
            if (changed == ticket) return ticket;
            changed.Write(FolderOf(id).Ticket);
            return Tickets[id] = changed;
        }
    }

    /// <summary>
    /// Deletes what is left of a run of which the server knows all. Its note stays for as long as the server may send it again,
    /// and of those the newest.
    /// </summary>
    /// <exception cref="IOException">Something cannot be deleted.</exception>
    public void Settle(string id)
    {
        FileTree.Remove(FolderOf(id).Path, new HashSet<string> { FolderOf(id).Ticket });
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var settled = Tickets.Values.Where(t => t.IsSettled).OrderBy(t => t.Report.At).ToList();
            foreach (var old in settled.Take(settled.Count - RunLimits.RememberedMax).Where(t => t.RememberUntil < now))
            {
                FileTree.Delete(FolderOf(old.Id).Path);
                Tickets.Remove(old.Id);
            }
        }
    }

    private Dictionary<string, RunTicket> Load()
    {
        var tickets = new Dictionary<string, RunTicket>(StringComparer.Ordinal);
        if (!Directory.Exists(layout.Runs)) return tickets;
        foreach (var path in Directory.EnumerateDirectories(layout.Runs))
        {
            var folder = new RunFolder(path);
            if (RunTicket.TryRead(folder.Ticket) is { } ticket && ticket.Id == folder.Id)
            {
                tickets[folder.Id] = ticket;
            }
            else if (File.Exists(folder.Ticket))
            {
                LogDamaged(folder.Ticket);
                tickets[folder.Id] = OfDamaged(folder);
            }
            else
            {
                // Made for an order whose ticket was never written.
                FileTree.RemoveIfEmpty(path);
            }
        }
        return tickets;
    }

    // Without its order it cannot be started any more; its files tell whether it ran.
    private RunTicket OfDamaged(RunFolder folder) => new()
    {
        Id = folder.Id,
        RememberUntil = clock.GetUtcNow() + NonceTime,
        Stage = RunStage.Starting,
        Starts = RunLimits.StartsMax,
        Report = new RunReport { Phase = RunPhase.Accepted, At = clock.GetUtcNow() },
    };

    [LoggerMessage(2300, LogLevel.Warning, "{Path} is damaged; its run is not started any more")]
    private partial void LogDamaged(string path);

    [LoggerMessage(2301, LogLevel.Warning,
        "{Count} runs are remembered that the server may send again; further ones are not taken before some have expired")]
    private partial void LogTooMany(int count);
}
