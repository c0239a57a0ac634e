using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Aops.Hosting;
using Aops.Hosting.Loops;
using Aops.Native.Events;
using Aops.Native.Files;
using Aops.Runs;
using Aops.Runs.Output;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Runs;

/// <summary>
/// Tells the server where runs stand and sends their output, each until the server has it. One request at a time, so that
/// output takes no more of a slow line than a heartbeat leaves.
/// </summary>
/// <param name="client">Tells the server.</param>
/// <param name="address">The server, and who this host is to it; null while either is not known.</param>
/// <param name="ledger">What is to be told.</param>
/// <param name="cancel">Told of runs that the server wants to end.</param>
/// <param name="random">Spreads the pauses.</param>
internal sealed partial class RunCourier(
    RunClient client, Func<(Uri Server, Identity Identity)?> address, RunLedger ledger, Action<string> cancel,
    TimeProvider clock, Random random, ILogger<RunCourier> logger)
{
    /// <summary>Longest piece in one request, below what the server takes.</summary>
    public const int PieceBytesMax = RunLimits.OutputPieceBytesMax / 4;

    // After these, other runs have their turn.
    private const int PiecesAtOnceMax = 8;

    // Lines that are written in this time go in one request, below the rate that the server takes.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(15);

    // For output that nothing was told of.
    private static readonly ExponentialBackoff Look = new(TimeSpan.FromMilliseconds(40), 2, TimeSpan.FromSeconds(1));
    private static readonly ExponentialBackoff Retry = new(TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(60));

    private readonly Dictionary<string, SentOutput> _outputs = [];
    private readonly WakeSignal _news = new();
    private int _failures;
    private bool _hasSent;
    private bool _hasFault;
    private string? _loggedFault;
    private int _idlePasses;

    // What the server asked for in this pass.
    private TimeSpan? _pause;

    /// <summary>Wakes the courier for a change of a run, or more output.</summary>
    public void Wake() => _news.Raise();

    /// <summary>One pass over all runs; returns when there may be something to tell again.</summary>
    public async Task PassAsync(CancellationToken cancellationToken)
    {
        (_pause, _hasSent, _hasFault) = (null, false, false);
        var open = ledger.All.Where(t => !t.IsSettled).ToList();
        // Where runs stand is told before any output: a server that takes no more of it just now still hears of ends.
        var isTaken = await ForEachAsync(open, TellAsync, cancellationToken)
            && await ForEachAsync(open, SendAsync, cancellationToken);
        foreach (var ticket in open.Where(t => ledger.Find(t.Id) is { IsSettled: true })) Settle(ticket.Id);
        var hasMore = open.Any(t => _outputs.TryGetValue(t.Id, out var sent) && sent.HasMore);
        var isLookedAt = _hasFault || open.Any(t => t.Stage is RunStage.Starting or RunStage.Running);
        // A server that says when it takes more has not failed.
        _failures = isTaken || _pause is not null ? 0 : _failures + 1;
        _idlePasses = _hasSent ? 0 : _idlePasses + 1;
        if (!isTaken) await Task.Delay(_pause ?? Retry.NextDelay(_failures, random), clock, cancellationToken);
        else if (!hasMore)
        {
            if (_hasSent) await Task.Delay(Pace, clock, cancellationToken);
            var longest = isLookedAt ? Look.MaxDelay(_idlePasses + 1) : Timeout.InfiniteTimeSpan;
            await _news.WaitAsync(longest, clock, cancellationToken);
        }
    }

    // Whether the server took all that could be read; the first that it did not take ends it.
    private async Task<bool> ForEachAsync(
        List<RunTicket> tickets, Func<RunTicket, CancellationToken, Task<bool>> tell,
        CancellationToken cancellationToken)
    {
        foreach (var ticket in tickets)
        {
            try
            {
                if (!await tell(ticket, cancellationToken)) return false;
            }
            catch (Exception e) when (FileFaults.IsFileFault(e) || e is InvalidDataException)
            {
                // Of one run: those of the others are told all the same.
                _hasFault = true;
                if (_loggedFault != e.Message) LogNotSent(ticket.Id, e.Message);
                _loggedFault = e.Message;
            }
        }
        return true;
    }

    // Whether the server can be told more now.
    private async Task<bool> TellAsync(RunTicket ticket, CancellationToken cancellationToken)
    {
        if (ticket.Reported == ticket.Report.Phase) return true;
        if (address() is not var (server, identity)) return false;
        var answer = await client.ReportAsync(server, identity, ticket.Id, ticket.Report, cancellationToken);
        if (answer.Delivery == RunDelivery.Failed) return Fail(answer);
        if (answer.Delivery == RunDelivery.Unwanted) LogUnwanted(ticket.Id);
        ledger.Change(ticket.Id, t => t with { Reported = ticket.Report.Phase });
        return true;
    }

    private async Task<bool> SendAsync(RunTicket told, CancellationToken cancellationToken)
    {
        var id = told.Id;
        if (ledger.Find(id) is not { IsOutputDelivered: false, Stage: not RunStage.Accepted } ticket) return true;
        var end = ticket.Stage == RunStage.Ended ? ticket.Report.OutputEnd ?? 0 : (long?)null;
        var sent = _outputs.TryGetValue(id, out var known)
            ? known
            : _outputs[id] = new SentOutput(new SpoolReader(ledger.FolderOf(id).Output));
        for (var pieces = 0; ; pieces++)
        {
            sent.HasMore = false;
            if (end is { } last && (last == 0 || sent.Offset >= last)) return NoteDelivered(id);
            var piece = sent.Offset is { } offset
                ? sent.Reader.Read(offset, PieceBytesMax, end)
                // Only the server knows how far it has what an earlier process of spm sent.
                : new SpoolPiece(0, 0, []);
            if (sent.Offset is not null && piece.End == sent.Offset) return true;
            sent.HasMore = pieces >= PiecesAtOnceMax;
            if (sent.HasMore) return true;
            if (address() is not var (server, identity)) return false;
            var (answer, reply) = await client.SendOutputAsync(
                server, identity, id, piece.Offset, piece.Missing, piece.Content, cancellationToken);
            if (answer.Delivery == RunDelivery.Unwanted)
            {
                LogUnwanted(id);
                return NoteDelivered(id);
            }
            if (reply is null) return Fail(answer);
            if (reply.IsCancelled) cancel(id);
            // A server that takes nothing of a piece, and does not say where it is, would be sent it for ever.
            if (sent.Offset == reply.Offset) return false;
            // Else each line of a program that writes without a pause would be sent by itself.
            var isSmall = sent.Offset is not null && end is null && piece.Content.Length < PieceBytesMax / 2;
            _hasSent |= sent.Offset is not null;
            sent.Offset = reply.Offset;
            sent.Reader.Acknowledge(reply.Offset);
            if (isSmall) return true;
        }
    }

    // Hosts that are told the same do not come back at once.
    private bool Fail(RunAnswer answer)
    {
        if (answer.RetryAfter is { } asked)
        {
            var seconds = Math.Clamp(asked.TotalSeconds, 1, Limits.SlowDownSecondsMax);
            _pause = TimeSpan.FromSeconds(seconds * (1 + (random.NextDouble() / 4)));
        }
        return false;
    }

    private bool NoteDelivered(string id)
    {
        ledger.Change(id, t => t with { IsOutputDelivered = true });
        return true;
    }

    private void Settle(string id)
    {
        _outputs.Remove(id);
        ledger.Settle(id);
    }

    private sealed class SentOutput(SpoolReader reader)
    {
        public SpoolReader Reader { get; } = reader;

        /// <summary>How far the server has it; null before it was asked.</summary>
        public long? Offset { get; set; }

        public bool HasMore { get; set; }
    }

    [LoggerMessage(2340, LogLevel.Warning, "run {Id}: it cannot be told to the server: {Reason}; tried again within seconds")]
    private partial void LogNotSent(string id, string reason);

    [LoggerMessage(2341, LogLevel.Information, "run {Id}: the server does not want to hear of it")]
    private partial void LogUnwanted(string id);
}
