using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>A bundle goes the way of every release: the same metadata, the same checks, the same trial.</summary>
public sealed class BundleTests(FleetFixture fixture) : AgentTest(fixture)
{
    private string Folder => Fleet.Root.Folder($"bundles/{Path.GetFileName(Agent.Layout.Root)}");

    private async Task<string> BundleAsync(string version)
    {
        var bundle = Path.Combine(Folder, $"{version}.tar");
        await Fleet.Workshop.BundleAsync(version, bundle, Stop);
        return bundle;
    }

    [Fact]
    public async Task Upgrade_AgainstTheServersWish_IsRefusedWithASentence()
    {
        var refused = await Agent.ServiceAsync(Stop, "upgrade", "--version", PublishedPrograms.Second);

        Assert.Equal(ExitCodes.Failure, refused.ExitCode);
        Assert.Contains("the server wants 1.0.0 on this host", refused.Error);
    }

    [Fact]
    public async Task Install_TakesThePackageFromTheBundle()
    {
        var host = Fleet.NewHost();
        var token = await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);

        (await Fleet.CurlInstallAsync(host, token, Stop, "--bundle", await BundleAsync(PublishedPrograms.Second)))
            .MustSucceed();

        await host.WaitForPairAsync(Soon, Stop);
        var status = await host.WaitForAsync(Role.Spm, "answers", _ => true, Soon, Stop);
        Assert.Equal(PublishedPrograms.Second, status.Agent.Version);
        (await host.ServiceAsync(Stop, "uninstall")).MustSucceed();
    }

    [Fact]
    public async Task Upgrade_TakesThePackageFromTheBundle()
    {
        await using var fleet = await FleetWithoutAWishAsync();
        var agent = await fleet.InstallAsync(Stop);
        agent.EditConf(("pingInterval", "500ms"), ("trialPeriod", "2s"));
        var bundle = Path.Combine(fleet.Root.Path, "bundle.tar");
        await fleet.Workshop.BundleAsync(PublishedPrograms.Second, bundle, Stop);

        (await agent.ServiceAsync(Stop, "upgrade", "--version", PublishedPrograms.Second, "--bundle", bundle))
            .MustSucceed();

        var status = await agent.WaitForAsync(Role.Spm, "is committed",
            s => s.Agent.Upgrade?.Phase == UpgradePhase.Success, UpgradeTime, Stop);
        Assert.Equal(PublishedPrograms.Second, status.Agent.Version);
    }

    [Fact]
    public async Task Upgrade_ByATamperedBundleIsRefused_AndChangesNothing()
    {
        await using var fleet = await FleetWithoutAWishAsync();
        var agent = await fleet.InstallAsync(Stop);
        var bundle = Path.Combine(fleet.Root.Path, "bundle.tar");
        await fleet.Workshop.BundleAsync(PublishedPrograms.Second, bundle, Stop);
        var bytes = await File.ReadAllBytesAsync(bundle, Stop);
        bytes[bytes.Length * 3 / 4] ^= 1;
        await File.WriteAllBytesAsync(bundle, bytes, Stop);
        var before = agent.MustFind(Role.Spm);

        var refused = await agent.ServiceAsync(
            Stop, "upgrade", "--version", PublishedPrograms.Second, "--bundle", bundle);

        Assert.NotEqual(ExitCodes.Ok, refused.ExitCode);
        Assert.Equal(before, agent.MustFind(Role.Spm));
        Assert.False(Directory.Exists(agent.Layout.Slot(PublishedPrograms.Second)));
    }

    // Where the server wants no version, an operator on the host may choose one.
    private static async Task<Fleet> FleetWithoutAWishAsync()
    {
        var fleet = new Fleet("bundle");
        await fleet.Workshop.InitAsync(Stop);
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
            await fleet.Workshop.AddAgentAsync(fleet.Stage.Agent(version), version, Stop);
        await fleet.Workshop.AddBootstrapAsync(PublishedPrograms.First, Stop);
        await fleet.StartServerAsync(Stop);
        await fleet.PublishAsync(Stop);
        return fleet;
    }
}
