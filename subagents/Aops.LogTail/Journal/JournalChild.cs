using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Aops.LogTail.Settings;
using Aops.Native.Events;

namespace Aops.LogTail.Journal;

/// <summary>
/// Runs journalctl, which follows the journal, and starts it again where it ends, after a growing pause. Its lines
/// wait in a bounded queue; while that is full journalctl waits, and the journal keeps the rest.
/// </summary>
internal sealed class JournalChild(string program, JournalSettings settings, bool isFromBeginning, TimeProvider clock)
{
    private const int QueueLinesMax = 256;
    private const int LineBytesMax = 4 * 1024 * 1024;

    private static readonly ExponentialBackoff Pauses = new(TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(60));

    private readonly Channel<JournalEntry> _entries = Channel.CreateBounded<JournalEntry>(
        new BoundedChannelOptions(QueueLinesMax) { SingleReader = true, SingleWriter = true });

    private string? _cursor;

    internal ChannelReader<JournalEntry> Entries => _entries.Reader;

    /// <summary>Why no entries come; null while they do.</summary>
    internal string? Fault { get; private set; }

    /// <summary>Entries that were too long, or were none.</summary>
    internal long Unreadable { get; private set; }

    /// <summary>Runs it until it is cancelled.</summary>
    /// <param name="cursor">Entry after which it begins; null for none.</param>
    internal async Task RunAsync(string? cursor, CancellationToken cancellationToken)
    {
        _cursor = cursor;
        for (var failures = 0; !cancellationToken.IsCancellationRequested;)
        {
            var began = clock.GetTimestamp();
            var reason = await RunOnceAsync(cancellationToken);
            if (cancellationToken.IsCancellationRequested) return;
            failures = clock.GetElapsedTime(began) > Pauses.Cap ? 1 : failures + 1;
            var pause = Pauses.NextDelay(failures, Random.Shared);
            Fault = string.Create(CultureInfo.InvariantCulture,
                $"the journal is not read: {reason}; next try within {Pauses.MaxDelay(failures).TotalSeconds:0} s");
            await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The command line; the cursor is one of journalctl's own.</summary>
    internal IReadOnlyList<string> Arguments() =>
    [
        "--output=json", "--follow", "--all", "--no-pager", "--output-fields=" + JournalEntry.Fields,
        .. settings.Directory is { } folder ? new[] { "--directory=" + folder } : [],
        .. settings.Units.Select(unit => "--unit=" + unit),
        .. _cursor is { } cursor ? new[] { "--no-tail", "--after-cursor=" + cursor }
            // The last entry of all tells where the journal ends now.
            : [isFromBeginning ? "--no-tail" : "--lines=1"],
    ];

    private async Task<string> RunOnceAsync(CancellationToken cancellationToken)
    {
        var isPositionOnly = _cursor is null && !isFromBeginning;
        var started = clock.GetUtcNow();
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var argument in Arguments()) start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start)!;
            try
            {
                process.StandardInput.Close();
                var said = process.StandardError.ReadLineAsync(cancellationToken).AsTask();
                await foreach (var line in ByteLines.ReadAsync(
                    process.StandardOutput.BaseStream, LineBytesMax, cancellationToken))
                {
                    Fault = null;
                    if (JournalEntry.TryParse(line) is not { } entry)
                    {
                        Unreadable++;
                        continue;
                    }
                    _cursor = entry.Cursor;
                    var isBefore = isPositionOnly && entry.Time <= started;
                    isPositionOnly = false;
                    await _entries.Writer.WriteAsync(entry with { IsPositionOnly = isBefore }, cancellationToken);
                }
                await process.WaitForExitAsync(cancellationToken);
                var words = await said;
                return $"{program} ended with {process.ExitCode}" + (words is null ? "" : $" ({words})");
            }
            finally
            {
                if (!process.HasExited) process.Kill();
            }
        }
        catch (Win32Exception e)
        {
            return $"{program} cannot be started ({e.Message}); it is part of systemd";
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return $"{program}: {e.Message}";
        }
        catch (OperationCanceledException)
        {
            return "stopped";
        }
    }
}
