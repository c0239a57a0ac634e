using System.Diagnostics;
using System.Globalization;
using Aops.Native.Processes;

namespace Aops.Supervision.Bench.Arms;

/// <summary>The floor: a parent in C that does nothing but wait and start again (<c>parent.c</c>).</summary>
internal sealed class BareArm(string folder, string programs) : Arm("bare C parent", folder)
{
    private Process? _parent;

    protected override Task StartChildrenAsync(int count)
    {
        _parent = Process.Start(Path.Combine(programs, "parent"),
            [count.ToString(CultureInfo.InvariantCulture), Path.Combine(programs, "beacon"), Beacon.Path]);
        return Task.CompletedTask;
    }

    protected override async Task EndAsync()
    {
        if (_parent is null) return;
        _parent.Kill();
        await _parent.WaitForExitAsync();
        foreach (var pid in Alive) Signal.Send(pid, Signal.SIGKILL);
        _parent.Dispose();
    }
}
