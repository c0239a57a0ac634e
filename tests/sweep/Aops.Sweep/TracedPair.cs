using System.Diagnostics;
using System.Globalization;
using Aops.Harness;
using Aops.Layout;
using Aops.Native.Processes;

namespace Aops.Sweep;

/// <summary>The pair of a root, started under the tracer. Disposing it ends all that runs from the root.</summary>
public sealed class TracedPair : IDisposable
{
    private const string PointMark = "point ";
    private const string KilledMark = "killed";
    private const int SIGUSR1 = 10;

    private readonly Process _tracer;
    private readonly AopsLayout _layout;
    private readonly string _log;

    private TracedPair(Process tracer, AopsLayout layout, string log) =>
        (_tracer, _layout, _log) = (tracer, layout, log);

    /// <summary>Starts spm through the launcher; spm starts spa.</summary>
    /// <param name="tracer">The tracer's program.</param>
    /// <param name="agent">The root.</param>
    /// <param name="log">Where the tracer writes; a file of an earlier run is deleted.</param>
    /// <param name="point">Where to kill; null to write down every point.</param>
    public static TracedPair Start(string tracer, AgentHost agent, string log, CrashPoint? point)
    {
        File.Delete(log);
        List<string> words = [];
        if (point is not null)
        {
            words.AddRange(["--kill", point.Target.ToString().ToLowerInvariant()]);
            words.AddRange(["--when", point.Moment.ToString().ToLowerInvariant()]);
            words.AddRange(["--nth", point.Nth.ToString(CultureInfo.InvariantCulture), "--at", point.Key]);
        }
        return Start(tracer, agent.Layout, log, words,
            [agent.Layout.LauncherProgram, "spm", "--root", agent.Layout.Root]);
    }

    /// <summary>Starts a program, and has everything written down that it and its children change below the root.</summary>
    /// <param name="tracer">The tracer's program.</param>
    /// <param name="layout">The root, which exists.</param>
    /// <param name="log">Where the tracer writes of itself.</param>
    /// <param name="record">Where it writes what changes; whole after <see cref="End"/>.</param>
    /// <param name="command">The program and its arguments.</param>
    public static TracedPair Record(
        string tracer, AopsLayout layout, string log, string record, IReadOnlyList<string> command) =>
        Start(tracer, layout, log, ["--record", record], command);

    private static TracedPair Start(
        string tracer, AopsLayout layout, string log, IReadOnlyList<string> options, IReadOnlyList<string> command)
    {
        File.Delete(log);
        // A shell gives it a file for what the halves print: a pipe to this process would fill.
        var process = Process.Start("/bin/sh",
        [
            "-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1 </dev/null", "sh", log + ".out",
            tracer, "--root", layout.Root, "--log", log, .. options, "--", .. command,
        ]);
        return new TracedPair(process, layout, log);
    }

    /// <summary>Begins to count.</summary>
    public void Arm() => Signal.Send(_tracer.Id, SIGUSR1);

    /// <summary>The points that were passed since <see cref="Arm"/>, each as its key, in their order.</summary>
    public IReadOnlyList<string> ReadPoints() =>
    [
        .. ReadLines().Where(l => l.StartsWith(PointMark, StringComparison.Ordinal))
            .Select(l => l[PointMark.Length..]),
    ];

    /// <summary>The processes that were killed; null as long as the point was not reached.</summary>
    public IReadOnlyList<int>? ReadKilled() =>
        ReadLines().FirstOrDefault(l => l.StartsWith(KilledMark, StringComparison.Ordinal)) is { } line
            ? [.. line.Split(' ').Skip(1).Select(pid => int.Parse(pid, CultureInfo.InvariantCulture))]
            : null;

    /// <summary>What runs from the root, and what the halves have printed: for the report of a brick.</summary>
    public string Describe() => string.Join('\n',
    [
        .. ProcessesWithin.Find(_layout.Root)
            .Select(p => $"{ProcessesWithin.Describe(p)} ({ProcStat.TryRead(p.Pid)?.State})"),
        .. ReadLines(),
        File.Exists(_log + ".out") ? File.ReadAllText(_log + ".out") : "",
    ]);

    /// <summary>Ends the tracer, and with it all that it has started. A call that runs comes to its end before.</summary>
    public void End()
    {
        if (_tracer.HasExited) return;
        Signal.Send(_tracer.Id, Signal.SIGTERM);
        if (!_tracer.WaitForExit(TimeSpan.FromSeconds(5))) _tracer.Kill();
    }

    /// <summary>Ends everything.</summary>
    public void Dispose()
    {
        // What the played boot has started is not the tracer's: nobody is to revive it meanwhile.
        if (Directory.Exists(_layout.State)) File.WriteAllText(_layout.StopMarker, "");
        End();
        _tracer.Dispose();
        ProcessesWithin.KillAll(_layout.Root);
    }

    private IEnumerable<string> ReadLines()
    {
        if (!File.Exists(_log)) return [];
        var text = File.ReadAllText(_log);
        // The last line may be under way.
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
