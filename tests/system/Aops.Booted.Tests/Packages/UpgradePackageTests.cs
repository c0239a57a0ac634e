using Aops.Contracts;
using Aops.Harness;

namespace Aops.Booted.Tests.Packages;

/// <summary>A package and the host's own upgrades: the newer version runs, and the package's files stay as they are.</summary>
public abstract class UpgradePackageTests : PackageTest
{
    private protected UpgradePackageTests(PackageSite site, IPackager packager) : base(site, packager)
    {
    }

    [Fact]
    public async Task HostThatUpgradedItself_KeepsItsVersion_WhateverPackageComes()
    {
        var ticker = await EnrolAsync();
        await Agent.OrderVersionAsync(PublishedPrograms.Second, Stop);
        await WaitForVersionAsync(PublishedPrograms.Second);
        await AssertCleanAsync();

        var older = await TakeAsync(PublishedPrograms.First);
        Assert.Contains($"{PublishedPrograms.Second} stays", older, StringComparison.Ordinal);
        var same = await TakeAsync(PublishedPrograms.Second);
        Assert.Contains("installed already", same, StringComparison.Ordinal);
        await AssertCleanAsync();

        await Agent.OrderVersionAsync(PackageSite.CrashVersion, Stop);
        await Agent.WaitAsync("the broken version is rolled back",
            s => s["upgrade"]?["phase"]?.GetValue<string>() == "rolled-back", Stop, TimeSpan.FromSeconds(180));
        await AssertCleanAsync();
        var status = await Agent.WaitAsync("spm answers", s => s["spm"]!["answers"]!.GetValue<bool>(), Stop);
        Assert.Equal(PublishedPrograms.Second, status["version"]!.GetValue<string>());
        Assert.Equal(ticker, await Agent.TickerPidAsync(Stop));

        await RemoveAsync();
        await AssertNothingIsLeftAsync(Packager.LeftBehind);
        await PurgeAsync();
    }

    [Fact]
    public async Task NewerPackage_IsTaken_OlderOneIsNoWayBack()
    {
        var ticker = await EnrolAsync();
        var spm = await Agent.MainPidAsync(Role.Spm, Stop);

        var newer = await TakeAsync(PublishedPrograms.Second);
        Assert.Contains("is under way", newer, StringComparison.Ordinal);
        await WaitForVersionAsync(PublishedPrograms.Second);
        await AssertCleanAsync();
        var older = await TakeAsync(PublishedPrograms.First);
        Assert.Contains($"{PublishedPrograms.Second} stays", older, StringComparison.Ordinal);

        await Agent.WaitHealthyAsync(Stop);
        Assert.Equal(PublishedPrograms.Second, (await Agent.StatusAsync(Stop))["version"]!.GetValue<string>());
        Assert.Equal(spm, await Agent.MainPidAsync(Role.Spm, Stop));
        Assert.Equal(ticker, await Agent.TickerPidAsync(Stop));
        await AssertCleanAsync();
    }

    [Fact]
    public async Task StoppedHost_StaysStopped_AndIsToldWhatHelps()
    {
        await EnrolAsync();
        (await Agent.ServiceAsync(Stop, "stop")).MustSucceed();

        var said = await TakeAsync(PublishedPrograms.Second);

        Assert.Contains("the suite is stopped", said, StringComparison.Ordinal);
        Assert.Equal(0, await Agent.MainPidAsync(Role.Spm, Stop));
        (await Agent.ServiceAsync(Stop, "start")).MustSucceed();
        (await Agent.ServiceAsync(Stop, "take-package")).MustSucceed();
        await WaitForVersionAsync(PublishedPrograms.Second);
    }
}
