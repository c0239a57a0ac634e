using Aops.Contracts;
using Aops.Harness;

namespace Aops.Booted.Tests;

public sealed class DirectRevivalTests(Site site) : DirectTest(site)
{
    [Fact]
    public async Task WhateverIsDoneToAHalf_ItIsBack_AndSubAgentsDoNotNotice()
    {
        foreach (var role in Halves)
        {
            foreach (var signal in new[] { "KILL", "TERM", "STOP", "KILL" }) await ReplaceAsync(role, signal);
        }
    }

    [Fact]
    public async Task ContainerThatIsKilledAndStartedAgain_IsUpAgain()
    {
        var before = File.ReadAllText(Agent.Files.Layout.Identity);

        await Agent.Machine.RebootAsync(Stop);

        await Agent.WaitHealthyAsync(Stop);
        Assert.NotEqual(0, await Agent.TickerPidAsync(Stop, Site.PlainTicker));
        Assert.Equal(before, File.ReadAllText(Agent.Files.Layout.Identity));
    }

    [Fact]
    public async Task BothKilledAtOnce_TheControlScriptBringsThemBack()
    {
        await SignalAsync("KILL", await PidAsync(Role.Spm), await PidAsync(Role.Spa));

        // The guard would start it after a second; an init, or the owner of the container, may call the
        // script before.
        (await Agent.Machine.RunAsync(Stop, "/opt/aops/bin/control", "start")).MustSucceed();

        await AssertHealthyAsync();
    }
}
