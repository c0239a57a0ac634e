using Aops.Native.Processes;
using Aops.Supervision.Children;

namespace Aops.Supervision.Tests;

public sealed class ChildProcessTests
{
    [Fact]
    public void Start_IsReadOnDemand_AndKeptAfterTheEnd()
    {
        var (asked, process, pid) = StartAndReap(ask: true);

        Assert.Equal(pid, asked.Pid);
        Assert.True(asked.StartTicks > 0);
        Assert.Equal(asked, process.Identity);
    }

    [Fact]
    public void Start_IsUnknown_OnceThePidMayBeAnothers()
    {
        var (_, process, pid) = StartAndReap(ask: false);

        Assert.Equal(new ProcessIdentity(pid, 0), process.Identity);
    }

    // Its own pid stands for one that was given away: it can be read, and must not be.
    [Fact]
    public void Reaped_DoesNotTakeUpAnotherProcess()
    {
        var process = new ChildProcess(Environment.ProcessId);
        process.MarkReaped();

        Assert.Equal(0, process.Identity.StartTicks);
    }

    private static (ProcessIdentity Asked, ChildProcess Process, int Pid) StartAndReap(bool ask)
    {
        var pid = Spawn.Start(new SpawnRequest
        {
            Path = "/bin/sleep",
            Arguments = ["sleep", "1000"],
            Environment = new Dictionary<string, string>(),
        });
        var process = new ChildProcess(pid);
        var asked = ask ? process.Identity : default;
        Signal.Send(pid, Signal.SIGKILL);
        process.MarkReaped();
        while (ChildExit.TryReap(pid) is null) Thread.Sleep(1);
        return (asked, process, pid);
    }
}
