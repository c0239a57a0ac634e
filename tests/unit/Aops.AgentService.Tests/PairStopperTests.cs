using Aops.AgentService.Services;
using Aops.AgentService.Pair;
using Aops.Contracts;
using Aops.Native.Processes;

namespace Aops.AgentService.Tests;

/// <summary>Real processes by our names; the halves of this stand-in have no socket, so they are signalled.</summary>
public sealed class PairStopperTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly TemporaryRoot _root = new();

    public PairStopperTests() => _root.LayOutSlot();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Stop_EndsBothHalves_AndLeavesTheMarker()
    {
        var (spm, spa) = (_root.StartMember(Role.Spm), _root.StartMember(Role.Spa));
        var report = await StopAsync();
        Assert.False(spm.IsAlive);
        Assert.False(spa.IsAlive);
        Assert.True(File.Exists(_root.Layout.StopMarker));
        Assert.Equal(new StopReport(2, 0, 0, null), report);
    }

    [Fact]
    public async Task Stop_HalfIgnoresTerm_KillsItAfterItsTime()
    {
        var spm = _root.StartMember(Role.Spm, "trap '' TERM; while :; do sleep 1; done");
        while (!IgnoresTerm(spm.Pid)) await Task.Delay(5, CancellationToken.None);
        var report = await StopAsync();
        Assert.False(spm.IsAlive);
        Assert.Equal(1, report.Killed);
    }

    [Fact]
    public async Task Stop_HalfIsHeldBySigStop_EndsAllTheSame()
    {
        var (spm, spa) = (_root.StartMember(Role.Spm), _root.StartMember(Role.Spa));
        Signal.Send(spm.Pid, Signal.SIGSTOP);
        await StopAsync();
        Assert.False(spm.IsAlive);
        Assert.False(spa.IsAlive);
    }

    [Fact]
    public async Task Stop_OneHalfIsDead_EndsTheOther()
    {
        var spa = _root.StartMember(Role.Spa);
        await StopAsync();
        Assert.False(spa.IsAlive);
    }

    [Fact]
    public async Task Stop_LockFilesAndProgramsAreGone_FindsThePairAllTheSame()
    {
        var (spm, spa) = (_root.StartMember(Role.Spm), _root.StartMember(Role.Spa));
        Directory.Delete(_root.Layout.Run, recursive: true);
        Directory.Delete(_root.Layout.Releases, recursive: true);
        await StopAsync();
        Assert.False(spm.IsAlive);
        Assert.False(spa.IsAlive);
    }

    [Fact]
    public async Task Stop_MarkerCannotBeWritten_KillsBothAndSaysSo()
    {
        var (spm, spa) = (_root.StartMember(Role.Spm), _root.StartMember(Role.Spa));
        // A folder in its place fails as a full disk does: the marker cannot be made.
        Directory.CreateDirectory(_root.Layout.StopMarker);
        var report = await StopAsync();
        Assert.False(spm.IsAlive);
        Assert.False(spa.IsAlive);
        Assert.Contains("killed in one go", report.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_SubAgentIsLeftOver_EndsIt()
    {
        var left = _root.StartSubAgent("left");
        var report = await StopAsync();
        Assert.False(left.IsAlive);
        Assert.Equal(1, report.SubAgentsEnded);
    }

    [Fact]
    public async Task Stop_SubAgentWhoseStateIsLost_IsKnownByItsVariables()
    {
        var state = Path.Combine(_root.Layout.SubAgent("lost"), "data");
        var left = _root.Start("/usr/bin/env", "AOPS_SUBAGENT=lost", $"AOPS_STATE_DIR={state}", "sleep", "1000");
        var other = _root.Start("/usr/bin/env", "AOPS_SUBAGENT=lost", "AOPS_STATE_DIR=/elsewhere", "sleep", "1000");
        while (CommandOf(left) != "sleep" || CommandOf(other) != "sleep") await Task.Delay(5, CancellationToken.None);
        await StopAsync();
        Assert.False(left.IsAlive);
        Assert.True(other.IsAlive);
    }

    [Fact]
    public async Task Case_D3_Stop_SubAgentsWithoutAManager_EndBeforeThoseThatTheyDependOn()
    {
        // The one that depends ends slowly, and notes whether the other is there.
        var store = _root.StartSubAgent("store");
        var note = Path.Combine(_root.Layout.Root, "note");
        var front = _root.Start("/bin/sh", "-c",
            $"trap 'sleep 0.3; kill -0 {store.Pid} && echo there >{note}; exit 0' TERM; while :; do sleep 0.05; done");
        Directory.CreateDirectory(_root.Layout.SubAgent("front"));
        File.WriteAllText(_root.Layout.SubAgentSpec("front"), """{"name":"front","dependsOn":["store"]}""");
        File.WriteAllText(_root.Layout.SubAgentState("front"),
            $$"""{"pid":{{front.Pid}},"startTicks":{{front.StartTicks}}}""");
        while (!Catches(front.Pid)) await Task.Delay(5, CancellationToken.None);

        await StopAsync();

        Assert.False(store.IsAlive);
        Assert.False(front.IsAlive);
        Assert.True(File.Exists(note), "the other was gone first");
    }

    [Fact]
    public async Task Stop_StateOfAnEarlierBoot_HarmsNobody()
    {
        var other = _root.StartSubAgent("left");
        File.WriteAllText(_root.Layout.SubAgentState("left"),
            $$"""{"bootId":"another","pid":{{other.Pid}},"startTicks":{{other.StartTicks}}}""");
        await StopAsync();
        Assert.True(other.IsAlive);
    }

    [Fact]
    public async Task Stop_PidOfASubAgentWasGivenToAnother_LeavesThatAlone()
    {
        var other = _root.StartSubAgent("left");
        File.WriteAllText(_root.Layout.SubAgentState("left"),
            $$"""{"pid":{{other.Pid}},"startTicks":{{other.StartTicks - 1}}}""");
        await StopAsync();
        Assert.True(other.IsAlive);
    }

    [Fact]
    public async Task Stop_PairOfAnotherRoot_IsLeftAlone()
    {
        using var other = new TemporaryRoot();
        other.LayOutSlot();
        var spm = other.StartMember(Role.Spm);
        await StopAsync();
        Assert.True(spm.IsAlive);
    }

    [Fact]
    public async Task Stop_NothingIsInstalled_MakesNoFolder()
    {
        using var empty = new TemporaryRoot();
        await new PairStopper(empty.Layout, new DirectServices(empty.Layout), TimeProvider.System).StopAsync(Patience, CancellationToken.None);
        Assert.Empty(empty.Everything());
    }

    private Task<StopReport> StopAsync() =>
        new PairStopper(_root.Layout, new DirectServices(_root.Layout), TimeProvider.System)
            .StopAsync(Patience, CancellationToken.None);

    private static string CommandOf(ProcessIdentity process) =>
        File.ReadAllText($"/proc/{process.Pid}/comm").Trim();

    private static bool IgnoresTerm(int pid) => HasTerm(pid, "SigIgn:");

    private static bool Catches(int pid) => HasTerm(pid, "SigCgt:");

    private static bool HasTerm(int pid, string mask)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith(mask, StringComparison.Ordinal));
        return (Convert.ToUInt64(line.Split('\t')[1], 16) & (1UL << (Signal.SIGTERM - 1))) != 0;
    }
}
