using Aops.Native;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Supervision.Adoption;

namespace Aops.Supervision.Tests;

/// <summary>That nothing can be looked at says nothing of what is there.</summary>
[CollectionDefinition(nameof(DescriptorShortageTests), DisableParallelization = true)]
[Collection(nameof(DescriptorShortageTests))]
public sealed class DescriptorShortageTests
{
    private const string Sleeper = "exec sleep 1000";

    // Longer than a look takes, and the wait before the next one.
    private static readonly TimeSpan SomeLooks = TimeSpan.FromMilliseconds(800);

    [Fact]
    public async Task WhatRuns_IsTakenUpOnceItCanBeLookedAt_AndHasNoSecondCopy()
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("a"), Sleeper);
        var before = await world.WaitRunningAsync("a");
        await world.DropSupervisorAsync();
        File.Delete(world.Layout.SubAgentState("a"));
        world.Renew();

        Task adoption;
        using (new DescriptorShortage())
        {
            adoption = world.Supervisor.AdoptAsync();
            await Task.Delay(SomeLooks);
            Assert.False(adoption.IsCompleted);
        }
        await adoption;

        Assert.Equal(before.Pid, (await world.WaitRunningAsync("a")).Pid);
        Assert.Single(OrphanScan.Find(world.Layout)["a"]);
    }

    [Fact]
    public async Task WhatASubAgentLeftBehind_IsKilledOnceItCanBeLookedFor()
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("a"), "setsid sleep 1000 & exec sleep 1000");
        await world.WaitRunningAsync("a");
        await World.EventuallyAsync(() => OrphanScan.Find(world.Layout).GetValueOrDefault("a")?.Count == 2);

        Task stop;
        using (new DescriptorShortage())
        {
            stop = world.Supervisor.StopAllAsync();
            await Task.Delay(SomeLooks);
            Assert.False(stop.IsCompleted);
        }
        await stop;

        Assert.Empty(OrphanScan.Find(world.Layout));
    }

    [Fact]
    public void ARunningProcess_IsNotCalledDead_AndItsFiguresAreUnknown()
    {
        var self = ProcessIdentity.Self;
        using var shortage = new DescriptorShortage();

        Assert.True(self.IsAlive);
        Assert.False(new ProcessIdentity(int.MaxValue, 1).IsAlive);
        Assert.Null(ProcStat.TryRead(self.Pid));
        Assert.Null(SessionUsage.TryRead());
        var buffer = new byte[ProcEnvironment.UsualBytes];
        Assert.True(Assert.Throws<PosixException>(() => { ProcEnvironment.Read(self.Pid, ref buffer); }).IsShortage);
        Assert.True(Assert.Throws<PosixException>(() => UntrustedFile.TryRead("/etc/passwd", 1)).IsShortage);
    }

    // Whoever is out of descriptors is killed for that by its peer, which has to be there.
    [Fact]
    public async Task AProgram_IsStartedAllTheSame()
    {
        int pid;
        using (new DescriptorShortage())
        {
            pid = Spawn.Start(new SpawnRequest
            {
                Path = "/bin/sh", Arguments = ["sh", "-c", "exit 7"], Environment = new Dictionary<string, string>(),
            });
        }

        ChildExit? exit = null;
        await World.EventuallyAsync(() => (exit = ChildExit.TryReap(pid)) is not null);
        // It has the limit of its parent, which here is too low for its loader.
        Assert.Contains(exit!.Value.Code, new int?[] { 7, 127 });
    }
}
