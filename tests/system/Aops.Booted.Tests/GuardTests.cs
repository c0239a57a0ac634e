using Aops.Contracts;
using Aops.Harness;
using Aops.Systemd.Client;

namespace Aops.Booted.Tests;

/// <summary>
/// The judge of a trial is killed, and the version on trial is broken. Without systemd a guard would start
/// the judge; here systemd does, and there is no guard.
/// </summary>
public sealed class GuardTests(Site site) : BootedTest(site)
{
    private static readonly TimeSpan UpgradeTime = TimeSpan.FromSeconds(180);

    [Theory]
    [InlineData(Site.CrashVersion, false)]
    [InlineData(Site.CrashVersion, true)]
    [InlineData(Site.HangVersion, false)]
    [InlineData(Site.HangVersion, true)]
    public async Task JudgeKilledInTheTrialOfABrokenVersion_IsRolledBackAllTheSame(string version, bool bothHalves)
    {
        await Agent.OrderVersionAsync(version, Stop);
        await Eventually.HoldsAsync("the trial begins", BootedAgent.Soon, () =>
            File.ReadAllText(Agent.Files.Layout.Journal).Contains("\"spm-trial\"", StringComparison.Ordinal), Stop);
        var judge = await Agent.MainPidAsync(Role.Spa, Stop);

        string[] killed = bothHalves ? [UnitNames.Of(Role.Spa), UnitNames.Of(Role.Spm)] : [UnitNames.Of(Role.Spa)];
        (await Agent.SystemctlAsync(Stop, ["kill", "-s", "KILL", .. killed])).MustSucceed();

        await Agent.WaitAsync($"{version} is rolled back",
            s => s["upgrade"]?["phase"]?.GetValue<string>() == "rolled-back"
                && s["upgrade"]!["to"]!.GetValue<string>() == version, Stop, UpgradeTime);
        Assert.NotEqual(judge, await Agent.MainPidAsync(Role.Spa, Stop));
        var status = await Agent.WaitAsync("both members answer",
            s => s["spm"]!["answers"]!.GetValue<bool>() && s["spa"]!["answers"]!.GetValue<bool>(), Stop);
        Assert.Equal(PublishedPrograms.First, status["version"]!.GetValue<string>());
        await Agent.WaitActiveAsync(Stop);
        Assert.Equal(Ticker, await Agent.TickerPidAsync(Stop));
        var guards = await Agent.Machine.RunAsync(Stop, "pgrep", "-f", "aops-launch guard");
        Assert.True(guards.Output.Length == 0, $"a guard runs beside systemd: {guards.Output}");
    }
}
