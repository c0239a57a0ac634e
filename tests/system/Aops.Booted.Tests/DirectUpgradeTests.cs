using System.Text.Json.Nodes;
using Aops.Harness;

namespace Aops.Booted.Tests;

public sealed class DirectUpgradeTests(Site site) : DirectTest(site)
{
    private static readonly TimeSpan UpgradeTime = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task UpgradeAndRollback_StatusIsRightThroughout()
    {
        var pids = (await PidAsync(Contracts.Role.Spm), await PidAsync(Contracts.Role.Spa));

        await Agent.OrderVersionAsync(PublishedPrograms.Second, Stop);
        await WatchAsync("success", PublishedPrograms.Second, [PublishedPrograms.First, PublishedPrograms.Second]);
        await AssertHealthyAsync();
        Assert.Equal(pids, (await PidAsync(Contracts.Role.Spm), await PidAsync(Contracts.Role.Spa)));

        await Agent.OrderVersionAsync(Site.CrashVersion, Stop);
        await WatchAsync("rolled-back", PublishedPrograms.Second, [PublishedPrograms.Second, Site.CrashVersion]);
        await Agent.WaitAsync("both members answer", s => Answers(s, "spm") && Answers(s, "spa"), Stop);
        Assert.Equal(Ticker, await Agent.TickerPidAsync(Stop, Site.PlainTicker));
    }

    // Until the upgrade has ended, every look must find a suite that runs one of the two versions.
    private async Task WatchAsync(string phase, string versionAfter, string[] versions)
    {
        var looks = 0;
        var end = await Eventually.GetAsync($"the upgrade ended as {phase}", UpgradeTime, async _ =>
        {
            var status = await Agent.StatusAsync(Stop);
            looks++;
            Assert.Contains(status["state"]!.GetValue<string>(), new[] { "healthy", "unhealthy" });
            Assert.True(status["spa"]!["running"]!.GetValue<bool>() || status["spm"]!["running"]!.GetValue<bool>(), $"{status}");
            if (status["version"] is { } version) Assert.Contains(version.GetValue<string>(), versions);
            return status["upgrade"]?["phase"]?.GetValue<string>() == phase ? status : null;
        }, Stop);
        Assert.True(looks > 1, "the upgrade was over before it was looked at");
        Assert.Equal(versionAfter, end["version"]!.GetValue<string>());
        Assert.Contains(end["upgrade"]!["to"]?.GetValue<string>(), versions);
    }

    private static bool Answers(JsonNode status, string half) => status[half]!["answers"]!.GetValue<bool>();
}
