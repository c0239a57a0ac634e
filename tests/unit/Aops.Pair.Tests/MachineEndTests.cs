using Aops.Native.Processes;

namespace Aops.Pair.Tests;

public sealed class MachineEndTests
{
    [Fact]
    public async Task Case_D8_MachineEnd_KeepsItDown_AndIsNoRevival_UntilItIsOver()
    {
        await using var pair = new WatchedPair(new PairTimes
        {
            Grace = TimeSpan.FromMilliseconds(1), StoppedRecheck = TimeSpan.FromMilliseconds(20),
        });
        pair.Watch.Start();
        pair.UntilUp();
        var before = pair.Watch.Snapshot.Revivals;
        pair.KeptDown = "the machine shuts down";

        Signal.Send(pair.Pid, Signal.SIGKILL);

        WatchedPair.Until(() => pair.Watch.Snapshot.State == PeerState.Stopped, "kept down");
        Assert.Equal(before, pair.Watch.Snapshot.Revivals);
        pair.KeptDown = null;
        pair.UntilUp();
        Assert.Equal(before + 1, pair.Watch.Snapshot.Revivals);
    }
}
