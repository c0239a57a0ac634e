using System.Globalization;
using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Integration.Tests;

/// <summary>The guard process, which starts the pair where no service manager would.</summary>
public sealed class PairGuardTests(FleetFixture fixture) : AgentTest(fixture)
{
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(10);

    private ProcessIdentity? Guard => Agent.Guard;

    [Fact]
    public async Task BothKilledAtOnce_AreBackWithinSeconds_AgainAndAgain_AndSubAgentsDoNotNotice()
    {
        var ticker = await RunTickerAsync();
        for (var i = 0; i < 2; i++)
        {
            var (spm, spa) = await KillAsync(Role.Spm, Role.Spa);

            await Agent.WaitForSuccessorAsync(Role.Spm, spm, Seconds, Stop);
            await Agent.WaitForSuccessorAsync(Role.Spa, spa, Seconds, Stop);
        }
        await AssertOneOfEachAsync();
        await AssertTickerIsAsync(ticker);
        await AssertOneGuardAsync();
    }

    [Fact]
    public async Task GuardKilled_IsBackByThePair_AndGuardsAgain()
    {
        var guard = await GuardAsync(before: null);
        Signals.Send(guard, Signal.SIGKILL);

        await GuardAsync(guard);

        var (spm, _) = await KillAsync(Role.Spm, Role.Spa);
        await Agent.WaitForSuccessorAsync(Role.Spm, spm, Seconds, Stop);
        await AssertOneOfEachAsync();
        await AssertOneGuardAsync();
    }

    [Fact]
    public async Task GuardAndOneOfThePairKilledAtOnce_BothAreBack()
    {
        var guard = await GuardAsync(before: null);
        var spa = Agent.MustFind(Role.Spa);
        foreach (var process in new[] { guard, spa }) Signals.Send(process, Signal.SIGKILL);

        await Agent.WaitForSuccessorAsync(Role.Spa, spa, Seconds, Stop);
        await GuardAsync(guard);
    }

    [Fact]
    public async Task Stop_AndUninstall_EndTheGuard_AndStartBringsItBack()
    {
        await GuardAsync(before: null);

        (await Agent.ServiceAsync(Stop, "stop")).MustSucceed();
        Assert.Empty(ProcessesWithin.Find(Agent.Layout.Root));

        (await Agent.ServiceAsync(Stop, "start")).MustSucceed();
        await GuardAsync(before: null);
        await AssertOneOfEachAsync();

        (await Command.RunAsync("/bin/sh", [Agent.Layout.ControlScript, "stop"], Stop)).MustSucceed();
        Assert.Empty(ProcessesWithin.Find(Agent.Layout.Root));
        (await Command.RunAsync("/bin/sh", [Agent.Layout.ControlScript, "start"], Stop)).MustSucceed();
        await GuardAsync(before: null);

        (await Agent.ServiceAsync(Stop, "uninstall")).MustSucceed();
        Assert.Empty(ProcessesWithin.Find(Agent.Layout.Root));
    }

    [Fact]
    public async Task LauncherUpgraded_GuardIsThatOfTheNewOne()
    {
        var guard = await GuardAsync(before: null);
        var launcher = Agent.Layout.LauncherProgram;
        File.Copy(launcher, launcher + ".new");
        File.Move(launcher + ".new", launcher, overwrite: true);

        await GuardAsync(guard);

        await AssertOneGuardAsync();
    }

    [Fact]
    public async Task Guard_HasNextToNoMemoryOfItsOwn_AlsoAfterItHasWorked()
    {
        var guard = await GuardAsync(before: null);
        var first = PrivateBytes(guard);
        var (spm, _) = await KillAsync(Role.Spm, Role.Spa);
        await Agent.WaitForSuccessorAsync(Role.Spm, spm, Seconds, Stop);
        await Agent.WaitForPairAsync(Soon, Stop);
        await Eventually.HoldsAsync("the guard is as small as at first", Seconds,
            () => Guard is { } now && PrivateBytes(now) <= first + (256 << 10), Stop);

        TestContext.Current.SendDiagnosticMessage($"private memory of the guard: {first >> 10} KiB");
        Assert.InRange(first, 1, GuardBytesMax);
    }

    // Upper bound for a program that only waits.
    private const long GuardBytesMax = 1_500 << 10;

    private static long PrivateBytes(ProcessIdentity process) =>
        File.ReadLines($"/proc/{process.Pid}/smaps_rollup")
            .Where(line => line.StartsWith("Anonymous:", StringComparison.Ordinal))
            .Sum(line => long.Parse(
                line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10);

    // Frozen first, so that neither revives the other in between.
    private async Task<(ProcessIdentity First, ProcessIdentity Second)> KillAsync(Role first, Role second)
    {
        await Agent.WaitForPairAsync(Soon, Stop);
        await GuardAsync(before: null);
        var both = (Agent.MustFind(first), Agent.MustFind(second));
        Signals.Send(both.Item1, Signal.SIGSTOP);
        Signals.Send(both.Item2, Signal.SIGSTOP);
        Signals.Send(both.Item1, Signal.SIGKILL);
        Signals.Send(both.Item2, Signal.SIGKILL);
        return both;
    }

    private async Task<ProcessIdentity> GuardAsync(ProcessIdentity? before)
    {
        await Eventually.HoldsAsync("there is a guard", Seconds, () => Guard is { } now && now != before, Stop);
        return Guard!.Value;
    }

    private Task AssertOneGuardAsync() => Eventually.HoldsAsync("there is one guard", Seconds,
        () => ProcessesWithin.Find(Agent.Layout.Root)
            .Count(p => ProcessesWithin.Describe(p).Contains("/aops-launch", StringComparison.Ordinal)) == 1, Stop);
}
