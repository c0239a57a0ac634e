using System.Diagnostics;
using Aops.Native.Processes;

namespace Aops.Supervision.Bench.Arms;

/// <summary>runit as Debian ships it: runsvdir with a runsv for each child. A run script is a shell that execs.</summary>
internal sealed class RunitArm(string folder, string programs, string runit) : Arm("runit", folder)
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly List<string> _services = [];
    private Process? _runsvdir;

    protected override Task StartChildrenAsync(int count)
    {
        var services = Directory.CreateDirectory(Path.Combine(Folder, "services")).FullName;
        for (var i = 0; i < count; i++)
        {
            var service = Directory.CreateDirectory(Path.Combine(services, $"s{i}")).FullName;
            var run = Path.Combine(service, "run");
            File.WriteAllText(run, $"#!/bin/sh\nexec {Path.Combine(programs, "beacon")} {Beacon.Path}\n");
            File.SetUnixFileMode(run, Executable);
            _services.Add(service);
        }
        var start = new ProcessStartInfo(Path.Combine(runit, "runsvdir"), [services]);
        start.Environment["PATH"] = $"{runit}:{Environment.GetEnvironmentVariable("PATH")}";
        _runsvdir = Process.Start(start);
        return Task.CompletedTask;
    }

    // SIGHUP has runsvdir end each runsv by SIGTERM, and that its child.
    protected override async Task EndAsync()
    {
        if (_runsvdir is null) return;
        Signal.Send(_runsvdir.Id, Signal.SIGHUP);
        await _runsvdir.WaitForExitAsync();
        var until = Stopwatch.StartNew();
        while (Alive.Exists(pid => ProcStat.TryRead(pid) is { IsAlive: true }))
        {
            if (until.Elapsed > TimeSpan.FromSeconds(20)) throw new TimeoutException("runit's children do not end");
            await Task.Delay(20);
        }
        _runsvdir.Dispose();
    }
}
