using System.Threading.Channels;
using Aops.Hosting.Loops;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Audit;

/// <summary>
/// Tells the server's log of every audited act and of every refused request, a line each. The lines wait in a bounded queue,
/// so that a log that is slow to write holds up no writer; beyond a rate they are counted, and the next line tells how many
/// were left out. The audit itself leaves nothing out.
/// </summary>
internal sealed partial class AuditLog(TimeProvider clock, ILogger<AuditLog> logger) : BackgroundService
{
    /// <summary>Lines a second on average, and at once after a quiet time.</summary>
    public const int LinesPerSecondMax = 20;

    /// <summary>Lines at once.</summary>
    public const int LinesAtOnceMax = 200;

    private readonly Channel<Action<long>> _lines = Channel.CreateBounded<Action<long>>(
        new BoundedChannelOptions(LinesAtOnceMax) { SingleReader = true });

    private readonly LoopSupervisor _loops = new(static (_, _) => { }, clock, logger);
    private readonly Lock _gate = new();
    private double _room = LinesAtOnceMax;
    private long _at = clock.GetTimestamp();
    private long _leftOut;

    /// <summary>An act was committed.</summary>
    public void Tell(AuditNotice notice) => Write(leftOut => LogAct(
        notice.Kind, notice.Object, notice.Actor, notice.Origin.Address ?? "this machine", notice.Id, notice.Hosts,
        notice.Reason ?? "none", leftOut));

    /// <summary>A request was refused, since it showed no token that is in force.</summary>
    /// <param name="code">Code of the problem that it was answered.</param>
    public void Refuse(string method, string path, string? address, string code) =>
        Write(leftOut => LogRefusal(method, path, address ?? "an unknown address", code, leftOut));

    /// <inheritdoc/>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _lines.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    // The loop ends with the queue and not with the token, so that a stop loses no line.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loops.RunToEndAsync("audit log", _ => WriteNextAsync(), stoppingToken);

    private async Task<bool> WriteNextAsync()
    {
        if (!await _lines.Reader.WaitToReadAsync(CancellationToken.None)) return false;
        while (_lines.Reader.TryRead(out var line)) line(Interlocked.Exchange(ref _leftOut, 0));
        return true;
    }

    private void Write(Action<long> line)
    {
        if (!logger.IsEnabled(LogLevel.Information)) return;
        if (!TakeRoom() || !_lines.Writer.TryWrite(line)) Interlocked.Increment(ref _leftOut);
    }

    private bool TakeRoom()
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            _room = Math.Min(LinesAtOnceMax, _room + clock.GetElapsedTime(_at, now).TotalSeconds * LinesPerSecondMax);
            _at = now;
            if (_room < 1) return false;
            _room--;
            return true;
        }
    }

    [LoggerMessage(3110, LogLevel.Information, "{Kind} {What} by {Actor} from {Address}: audit row {Id}, {Hosts} hosts, " +
        "reason: {Reason} ({LeftOut} lines left out before)")]
    private partial void LogAct(
        string kind, string what, string actor, string address, long id, long hosts, string reason, long leftOut);

    [LoggerMessage(3111, LogLevel.Information,
        "{Method} {Path} from {Address} was refused: {Code} ({LeftOut} lines left out before)")]
    private partial void LogRefusal(string method, string path, string address, string code, long leftOut);
}
