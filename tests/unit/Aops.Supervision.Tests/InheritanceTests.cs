namespace Aops.Supervision.Tests;

/// <summary>A sub-agent has nothing of what its launcher was started with.</summary>
public sealed class InheritanceTests
{
    private const string Tell =
        "nice; ulimit -Sn; cat /proc/self/oom_score_adj; grep -c 'SigIgn:.0000000000000000' /proc/self/status; ulimit -Sc; exec sleep 1000";

    [Theory]
    [InlineData("exec nice -n 7 \"$@\"")]
    [InlineData("ulimit -Sn 300; ulimit -c 0; exec \"$@\"")]
    [InlineData("echo 500 > /proc/self/oom_score_adj; trap '' USR1 HUP ALRM; exec \"$@\"")]
    public async Task Case_B08_WhatTheLauncherInherits_IsNotTheSubAgents(string careless)
    {
        Assert.SkipUnless(Native.CurrentUser.IsRoot, "only root gets back what was taken away");
        await using var world = new World();
        world.Options.ChildSetupCommand =
            ["/bin/sh", "-c", careless, "sh", .. world.Options.ChildSetupCommand];
        await world.DropSupervisorAsync();
        await world.ReviveAsync();

        // A mask that posix_spawn alone does not give.
        await world.RunAsync(World.Spec("a") with { Umask = "0027" }, Tell);

        await World.EventuallyAsync(() => world.Log("a").Count(c => c == '\n') == 5, () => world.Log("a"));
        Assert.Equal("0\n1024\n0\n1\n0\n", world.Log("a"));
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("54321")]
    public async Task Case_B25_AUser_HasTheVariablesOfALogin(string user)
    {
        Assert.SkipUnless(Native.CurrentUser.IsRoot, "only root may become another user");
        await using var world = new World();
        File.SetUnixFileMode(world.Layout.Root, (UnixFileMode)0x1ED);
        await world.RunAsync(
            World.Spec("a") with { User = user, Group = "nogroup", Args = ["${USER}", "$USER", "$${USER}"] },
            "echo \"$1 $2 $3 $USER $LOGNAME $HOME $SHELL\"; exec sleep 1000");
        await World.EventuallyAsync(() => world.Log("a").EndsWith('\n'));

        var entry = File.ReadLines("/etc/passwd").FirstOrDefault(l => l.StartsWith(user + ":"))?.Split(':');
        Assert.Equal($"{user} $USER ${{USER}} {user} {user} {entry?[5]} {entry?[6]}\n", world.Log("a"));
    }
}
