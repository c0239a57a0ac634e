using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Aops.Fuzz.Engine;

/// <summary>All targets of a run, several side by side.</summary>
internal sealed class FuzzRun(FuzzOptions options, IReadOnlyList<FuzzTarget> targets, TextWriter output)
{
    private static readonly TimeSpan ShowTime = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, Lane> _running = new();
    private readonly bool _isTerminal = !Console.IsOutputRedirected;
    private long _inputs;
    private long _faults;

    /// <summary>Runs them, and returns the number of faults.</summary>
    public async Task<long> RunAsync()
    {
        using var stop = new CancellationTokenSource();
        var shown = _isTerminal ? ShowAsync(stop.Token) : Task.CompletedTask;
        await Parallel.ForEachAsync(targets, new ParallelOptions { MaxDegreeOfParallelism = options.Lanes },
            async (target, _) => await RunAsync(target));
        await stop.CancelAsync();
        await shown;
        Say(string.Create(CultureInfo.InvariantCulture,
            $"{targets.Count} targets, {_inputs} inputs, {_faults} faults"));
        return _faults;
    }

    private async Task RunAsync(FuzzTarget target)
    {
        var lane = new Lane(target, options, Say);
        _running[target.Name] = lane;
        var begun = Stopwatch.GetTimestamp();
        var faults = await lane.RunAsync();
        _running.TryRemove(target.Name, out _);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Interlocked.Add(ref _inputs, lane.Inputs);
        Interlocked.Add(ref _faults, faults);
        Say(string.Create(CultureInfo.InvariantCulture,
            $"{target.Name,-18} {lane.Inputs,9} inputs  {seconds,6:0.0} s  {lane.Outcomes,5} outcomes  {faults} faults"));
    }

    private void Say(string line)
    {
        lock (_gate)
        {
            if (_isTerminal) output.Write("\r\e[K");
            output.WriteLine(line);
            output.Flush();
        }
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var text = string.Join("  ", _running.OrderBy(lane => lane.Key, StringComparer.Ordinal).Select(lane =>
                string.Create(CultureInfo.InvariantCulture, $"{lane.Key} {lane.Value.Inputs}")));
            lock (_gate) output.Write($"\r\e[K{text}");
            await Task.WhenAny(Task.Delay(ShowTime, cancellationToken));
        }
    }
}
