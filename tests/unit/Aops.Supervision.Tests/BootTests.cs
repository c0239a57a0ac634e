using System.Text.Json.Nodes;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Native.Processes;
using Aops.Supervision.Adoption;

namespace Aops.Supervision.Tests;

/// <summary>A boot is told from the one before, also in a container, and begins with what is wanted.</summary>
public sealed class BootTests
{
    private static readonly BootIdentity Boot = new("boot", 100);

    [Theory]
    [InlineData("boot", 100L, true)]
    [InlineData("boot", null, true)]
    [InlineData("boot", 101L, false)]
    [InlineData("another", 100L, false)]
    [InlineData("another", null, false)]
    public void Boot_IsToldByTheKernelsNameOfIt_AndByTheFirstProcess(string id, long? initTicks, bool isSame)
    {
        Assert.Equal(isSame, Boot.IsSameAs(new(id, initTicks)));
        Assert.Equal(isSame, new BootIdentity(id, initTicks).IsSameAs(Boot));
    }

    [Theory]
    [InlineData(ProcessState.Running, false)]
    [InlineData(ProcessState.Failed, false)]
    [InlineData(ProcessState.Stopped, true)]
    public void Case_D1_NewBoot_IsNoDeath_AndNoVerdictOfTheBootBefore(ProcessState state, bool completed)
    {
        var verdict = AdoptionVerdict.Judge(
            Saved(state, completed) with { InitTicks = 99 }, [], isForking: false, isBinary: true, Boot,
            _ => throw new InvalidOperationException("nobody can tell of another boot"));

        Assert.IsType<AdoptionVerdict.Absent>(verdict);
    }

    [Theory]
    [InlineData(ProcessState.Failed, false)]
    [InlineData(ProcessState.Stopped, true)]
    public void SameBoot_WhatWasGivenUpOrHadEndedForGood_StaysSo(ProcessState state, bool completed) =>
        Assert.IsType<AdoptionVerdict.Terminal>(AdoptionVerdict.Judge(
            Saved(state, completed), [], isForking: false, isBinary: true, Boot, _ => FoundEnd.Unknown));

    [Theory]
    [InlineData(true, typeof(AdoptionVerdict.Absent))]
    [InlineData(false, typeof(AdoptionVerdict.Dead))]
    public void SameBoot_EndByAnOrderOfTheOwner_IsNoDeath(bool isByOrder, Type verdict) =>
        Assert.IsType(verdict, AdoptionVerdict.Judge(
            Saved(ProcessState.Running, completed: false) with { Pid = int.MaxValue - 1, StartTicks = 1 }, [],
            isForking: false, isBinary: true, Boot, _ => new(ChildExit.Unknown, isByOrder)));

    [Fact]
    public async Task Case_D1_ContainerBootedAgain_StartsWhatItsPolicyWouldLeave_AndCountsNoRestart()
    {
        await using var world = new World();
        var spec = World.Spec("a");
        await world.RunAsync(
            spec with { Restart = spec.Restart with { Policy = RestartPolicy.Never } }, "exec sleep 1000");
        var before = await world.WaitRunningAsync("a");
        await world.DropSupervisorAsync();
        Signal.Send(before.Pid!.Value, Signal.SIGKILL);
        await World.EventuallyAsync(() => !World.IsAlive(before.Pid.Value));
        // The kernel is the same, and so is its name of the boot: only the container's first process is another.
        var state = JsonNode.Parse(File.ReadAllText(world.Layout.SubAgentState("a")))!;
        state["initTicks"] = state["initTicks"]!.GetValue<long>() - 1;
        File.WriteAllText(world.Layout.SubAgentState("a"), state.ToJsonString());

        await world.ReviveAsync();

        var after = await world.WaitRunningAsync("a");
        Assert.Equal(0, after.Restarts);
    }

    private static ProcessCheckpoint Saved(ProcessState state, bool completed) => new()
    {
        Version = "1",
        SlotDirectory = "/slot",
        BootId = Boot.Id,
        InitTicks = Boot.InitTicks,
        State = state,
        Since = DateTimeOffset.UnixEpoch,
        Wanted = true,
        Completed = completed,
    };
}
