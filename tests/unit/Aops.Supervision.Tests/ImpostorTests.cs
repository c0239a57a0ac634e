using System.Diagnostics;
using Aops.Native;
using Aops.Native.Processes;
using Aops.Supervision.Adoption;

namespace Aops.Supervision.Tests;

/// <summary>Processes that only say of themselves that they are a sub-agent's.</summary>
public sealed class ImpostorTests
{
    private const string Sleeper = "exec sleep 1000";

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task AnotherUsersProcess_IsNeitherTakenUpNorKilled(bool stateIsLost, bool hasTheMark)
    {
        Assert.SkipUnless(CurrentUser.IsRoot, "a process of another user needs root");
        await using var world = new World();
        await world.RunAsync(World.Spec("a"), Sleeper);
        var real = await world.WaitRunningAsync("a");
        await world.DropSupervisorAsync();
        var mark = hasTheMark ? SubAgentProof.MarkOf(world.Layout, "a") : null;
        Signal.Send(real.Pid!.Value, Signal.SIGKILL);
        using var impostor = Start(world, user: "12345", mark);
        if (stateIsLost) File.Delete(world.Layout.SubAgentState("a"));

        await world.ReviveAsync();
        await world.RunAsync(World.Spec("a"), Sleeper);

        var after = await world.WaitRunningAsync("a");
        Assert.NotEqual(impostor.Id, after.Pid);
        await world.Supervisor.SendActionAsync("a", Contracts.Local.SubAgentAction.Stop);
        await world.Supervisor.WaitStoppedAsync("a");
        Assert.False(impostor.HasExited);
        impostor.Kill();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task WithoutTheMark_ItIsNotTakenUp(string? mark)
    {
        await using var world = new World();
        world.Package("a", Sleeper);
        using var impostor = Start(world, user: null, mark);

        Assert.Empty(OrphanScan.Find(world.Layout));
        Assert.False(OrphanScan.Belongs(world.Layout, "a", impostor.Id));

        impostor.Kill();
    }

    [Fact]
    public async Task MarkOfAnotherSubAgent_ProvesNothing()
    {
        await using var world = new World();
        using var impostor = Start(world, user: null, SubAgentProof.MarkOf(world.Layout, "b"));

        Assert.Empty(OrphanScan.Find(world.Layout));

        impostor.Kill();
    }

    [Fact]
    public async Task LostMarkAndLostState_ProgramOfTheSlotIsTakenUp()
    {
        await using var world = new World();
        var slot = world.Package("a", "");
        File.Delete(Path.Combine(slot, "run"));
        File.Copy("/bin/sleep", Path.Combine(slot, "run"));
        using var orphan = Start(world, user: null, mark: null, Path.Combine(slot, "run"));

        Assert.Equal(orphan.Id, Assert.Single(OrphanScan.Find(world.Layout)["a"]).Process.Pid);

        orphan.Kill();
    }

    [Fact]
    public async Task MarkSecret_SurvivesTheLossOfEitherFolder()
    {
        await using var world = new World();
        var mark = SubAgentProof.MarkOf(world.Layout, "a");
        foreach (var file in world.Layout.MarkSecrets)
        {
            File.Delete(file);
            Assert.Equal(mark, HostSecret.TryRead(world.Layout.MarkSecrets)!.MarkOf("a"));
            HostSecret.Ensure(world.Layout.MarkSecrets);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    private static Process Start(World world, string? user, string? mark, string program = "/bin/sleep")
    {
        var data = Path.Combine(world.Layout.SubAgent("a"), "data");
        string[] command =
        [
            .. user is null ? Array.Empty<string>() : ["setpriv", $"--reuid={user}", $"--regid={user}", "--clear-groups"],
            "setsid", "env", "-i", "AOPS_SUBAGENT=a", "AOPS_VERSION=1", "AOPS_STATE_DIR=" + data,
            .. mark is null ? Array.Empty<string>() : ["AOPS_MARK=" + mark], program, "1000",
        ];
        var process = Process.Start(command[0], command[1..]);
        var name = Path.GetFileName(program);
        while (!File.ReadAllText($"/proc/{process.Id}/comm").StartsWith(name)) Assert.False(process.HasExited);
        return process;
    }
}
