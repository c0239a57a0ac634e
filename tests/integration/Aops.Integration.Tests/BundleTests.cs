using System.Text.Json.Nodes;
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

    // The fleet's wish would bring the first version back, so an upgrade by hand is refused while it stands.
    private async Task LeaveTheVersionToTheHostAsync()
    {
        await Fleet.Server.Api.ChangeDesiredAsync(
            await Agent.IdAsync(Stop), new JsonObject { ["agent"] = null, ["subAgents"] = new JsonArray() }, Stop);
        await Agent.WaitForAsync(Role.Spm, "has the wish of its own", s => s.Revision > 1, Soon, Stop);
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
        await LeaveTheVersionToTheHostAsync();
        var bundle = await BundleAsync(PublishedPrograms.Second);

        (await Agent.ServiceAsync(Stop, "upgrade", "--version", PublishedPrograms.Second, "--bundle", bundle))
            .MustSucceed();

        var status = await Agent.WaitForAsync(Role.Spm, "is committed",
            s => s.Agent.Upgrade?.Phase == UpgradePhase.Success, UpgradeTime, Stop);
        Assert.Equal(PublishedPrograms.Second, status.Agent.Version);
    }

    [Fact]
    public async Task Upgrade_ByATamperedBundleIsRefused_AndChangesNothing()
    {
        await LeaveTheVersionToTheHostAsync();
        var bundle = await BundleAsync(PublishedPrograms.Second);
        var bytes = await File.ReadAllBytesAsync(bundle, Stop);
        bytes[bytes.Length * 3 / 4] ^= 1;
        await File.WriteAllBytesAsync(bundle, bytes, Stop);
        var before = Agent.MustFind(Role.Spm);

        var refused = await Agent.ServiceAsync(
            Stop, "upgrade", "--version", PublishedPrograms.Second, "--bundle", bundle);

        Assert.NotEqual(ExitCodes.Ok, refused.ExitCode);
        Assert.Equal(before, Agent.MustFind(Role.Spm));
        Assert.False(Directory.Exists(Agent.Layout.Slot(PublishedPrograms.Second)));
    }
}
