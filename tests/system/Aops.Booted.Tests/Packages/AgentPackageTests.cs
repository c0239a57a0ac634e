using Aops.Contracts;
using Aops.Harness;
using Aops.Systemd.Client;

namespace Aops.Booted.Tests.Packages;

public abstract class AgentPackageTests : PackageTest
{
    private protected AgentPackageTests(PackageSite site, IPackager packager) : base(site, packager)
    {
    }

    [Fact]
    public async Task Token_EnrolsTheHost_AndRemovalLeavesNothing()
    {
        var said = await TakeAsync(PublishedPrograms.First);
        Assert.Contains("not enrolled yet", said, StringComparison.Ordinal);
        await AssertCleanAsync();
        var before = await RunAsync("aops-agent-service", "status");
        Assert.Equal(ExitCodes.NotRunning, before.ExitCode);
        Assert.Equal("enabled", await Agent.ShowAsync("aops-enrol.path", "UnitFileState", Stop));

        await LayDownEnrolmentAsync();
        await Agent.WaitHealthyAsync(Stop);

        var status = await Agent.StatusAsync(Stop);
        Assert.Equal(PublishedPrograms.First, status["version"]!.GetValue<string>());
        Assert.NotNull(status["lastHeartbeatAt"]);
        await Eventually.HoldsAsync("the token is used up", BootedAgent.Soon,
            () => !File.Exists(Agent.Files.Layout.EnrolmentToken), Stop);
        // The units are the package's, and no others are written.
        Assert.Equal("/lib/systemd/system/aops-spm.service",
            (await Agent.ShowAsync(UnitNames.Of(Role.Spm), "FragmentPath", Stop)).Replace("/usr/lib/", "/lib/", StringComparison.Ordinal));
        Assert.Equal("enabled", await Agent.ShowAsync(UnitNames.Of(Role.Spm), "UnitFileState", Stop));
        await AssertCleanAsync();

        await RemoveAsync();

        await AssertNothingIsLeftAsync(Packager.LeftBehind);
        await PurgeAsync();
    }

    [Fact]
    public async Task SecondToken_ChangesNothing()
    {
        var ticker = await EnrolAsync();
        var spm = await Agent.MainPidAsync(Role.Spm, Stop);

        await LayDownEnrolmentAsync();
        (await Agent.SystemctlAsync(Stop, "start", "aops-enrol.service")).MustSucceed();
        await TakeAsync(PublishedPrograms.First);

        await Agent.WaitHealthyAsync(Stop);
        Assert.Equal(spm, await Agent.MainPidAsync(Role.Spm, Stop));
        Assert.Equal(ticker, await Agent.TickerPidAsync(Stop));
    }

    [Fact]
    public async Task Case_D5_UnitsThatSomebodyEnabled_WaitForTheEnrolment_AndDoNotKeepTheHostFromIt()
    {
        await TakeAsync(PublishedPrograms.First);
        await Agent.SystemctlAsync(Stop, "enable", "--now", UnitNames.Of(Role.Spm), UnitNames.Of(Role.Spa));
        foreach (var role in new[] { Role.Spm, Role.Spa })
        {
            Assert.Equal("inactive", await Agent.ShowAsync(UnitNames.Of(role), "ActiveState", Stop));
            Assert.Equal("no", await Agent.ShowAsync(UnitNames.Of(role), "ConditionResult", Stop));
        }

        await LayDownEnrolmentAsync();
        await Agent.WaitHealthyAsync(Stop);
        var ticker = await Agent.RunTickerAsync(Stop);
        var spm = await Agent.MainPidAsync(Role.Spm, Stop);

        // A missing link does not make an enrolled host a new one either.
        (await Agent.SystemctlAsync(Stop, "disable", UnitNames.Of(Role.Spm), UnitNames.Of(Role.Spa))).MustSucceed();
        await LayDownEnrolmentAsync();
        (await Agent.SystemctlAsync(Stop, "start", "aops-enrol.service")).MustSucceed();
        Assert.Equal("no", await Agent.ShowAsync("aops-enrol.service", "ConditionResult", Stop));
        Assert.Equal("disabled", await Agent.ShowAsync(UnitNames.Of(Role.Spm), "UnitFileState", Stop));
        Assert.Equal(spm, await Agent.MainPidAsync(Role.Spm, Stop));
        Assert.Equal(ticker, await Agent.TickerPidAsync(Stop));
    }

    [Fact]
    public async Task DamagedSlot_IsHealedFromThePackage()
    {
        await EnrolAsync();
        var program = $"/opt/aops/releases/{PublishedPrograms.First}/bin/aops-spa";
        // Another file in its place: the one that runs cannot be written.
        (await RunAsync("sh", "-c", $"head -c 1000 {program} >{program}.new; chmod 755 {program}.new; mv {program}.new {program}"))
            .MustSucceed();

        var repaired = (await Agent.ServiceAsync(Stop, "repair")).MustSucceed();

        Assert.Contains("aops-spa", repaired.Text, StringComparison.Ordinal);
        (await RunAsync("cmp", program, "/usr/lib/aops/seed/bin/aops-spa")).MustSucceed();
    }

    [Fact]
    public async Task TransactionHolds_WhereNothingIsSetAndNobodyAnswers()
    {
        // A token before the package, and a server that is not there.
        (await RunAsync("sh", "-c", "mkdir -p /etc/aops; echo nonsense >/etc/aops/token; chmod 644 /etc/aops/token"))
            .MustSucceed();
        await TakeAsync(PublishedPrograms.First);
        Assert.Equal("600", (await RunAsync("stat", "-c", "%a", "/etc/aops/token")).Output.Trim());
        await Eventually.HoldsAsync("it asks for a person", BootedAgent.Soon, async token =>
            await Agent.ShowAsync("aops-enrol.service", "ExecMainStatus", token) == "64", Stop);

        Agent.Files.EditConf(("heartbeatSrv", "https://127.0.0.1:9"));
        (await Agent.SystemctlAsync(Stop, "restart", "aops-enrol.service")).MustSucceed();
        await Eventually.HoldsAsync("it tries on by itself", BootedAgent.Soon, async token =>
            await Agent.ShowAsync("aops-enrol.service", "SubState", token) == "auto-restart", Stop);
        await TakeAsync(PublishedPrograms.Second);
        await AssertCleanAsync();

        await LayDownEnrolmentAsync();
        (await Agent.SystemctlAsync(Stop, "restart", "aops-enrol.service")).MustSucceed();
        await Agent.WaitHealthyAsync(Stop);
        Assert.Equal(PublishedPrograms.Second, (await Agent.StatusAsync(Stop))["version"]!.GetValue<string>());
    }

    [Fact]
    public async Task UneditedPackage_GoesWithoutATrace()
    {
        await TakeAsync(PublishedPrograms.First);

        await RemoveAsync();

        await AssertNothingIsLeftAsync(Packager.LeftUnedited);
        await PurgeAsync();
    }

    [Fact]
    public async Task PackageThatWasRemoved_EnrolsTheHostAgain_WhenItComesBack()
    {
        await TakeAsync(PublishedPrograms.First);
        await RemoveAsync();

        await TakeAsync(PublishedPrograms.Second);
        Assert.Equal("enabled", await Agent.ShowAsync("aops-enrol.path", "UnitFileState", Stop));
        await LayDownEnrolmentAsync();

        await Agent.WaitHealthyAsync(Stop);
        Assert.Equal(PublishedPrograms.Second, (await Agent.StatusAsync(Stop))["version"]!.GetValue<string>());
    }

    [Fact]
    public async Task OnlyWhatIsSignedAndWhole_IsInstalled()
    {
        var damaged = await Packager.TakeSignedAsync(Agent.Machine, isDamaged: true, isTrusted: true, Stop);
        Assert.NotEqual(0, damaged.ExitCode);
        var unknown = await Packager.TakeSignedAsync(Agent.Machine, isDamaged: false, isTrusted: false, Stop);
        Assert.NotEqual(0, unknown.ExitCode);
        await AssertNothingIsLeftAsync();

        (await Packager.TakeSignedAsync(Agent.Machine, isDamaged: false, isTrusted: true, Stop)).MustSucceed();
        await AssertCleanAsync();
    }
}
