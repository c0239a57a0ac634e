using System.Text.Json.Nodes;
using Aops.Cli.Tests.Support;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Cli.Tests;

/// <summary><c>aops schedules</c> from the first one to its removal.</summary>
public sealed class ScheduleTests
{
    private static readonly string[] Nightly =
        ["--cron", "0 3 * * *", "--zone", "Europe/Berlin", "-q", "", "--runbook", "restart@1.0", "unit=a.service"];

    [Fact]
    public async Task Schedule_IsMade_Shown_Paused_Resumed_Replaced_Removed()
    {
        await using var scene = await StartAsync();

        var made = (await scene.Bench.RunAsync(["schedules", "create", "nightly", "--note", "of the night", .. Nightly])).Expect(0);
        Assert.Contains("the schedule nightly was made, for 1 host as of now", made.Output, StringComparison.Ordinal);
        Assert.Equal(5, made.Error.Split('\n').Count(line => line.EndsWith(":00", StringComparison.Ordinal)));
        (await scene.Bench.RunAsync(["schedules", "create", "nightly", .. Nightly])).Expect(5);

        var table = (await scene.Bench.RunAsync("schedules", "list")).Expect(0).Output.Split('\n');
        Assert.Equal(["NAME", "STATE", "CRON", "ZONE", "WHAT", "HOSTS", "NEXT", "LAST", "OUTCOME"],
            table[0].Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Equal(["nightly", "active", "0 3 * * *", "Europe/Berlin", "restart 1.0", "every host"],
            table[1].Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[..6]);

        Assert.Contains("was paused", (await scene.Bench.RunAsync("schedules", "pause", "nightly")).Expect(0).Output, StringComparison.Ordinal);
        var paused = await ShowAsync(scene, "nightly");
        Assert.Equal((true, "of the night", "a.service"),
            ((bool)paused["isPaused"]!, (string)paused["note"]!, (string)paused["run"]!["parameters"]!["unit"]!));
        Assert.Contains("paused", (await scene.Bench.RunAsync("schedules", "list")).Expect(0).Output, StringComparison.Ordinal);
        (await scene.Bench.RunAsync("schedules", "resume", "nightly")).Expect(0);
        Assert.False((bool)(await ShowAsync(scene, "nightly"))["isPaused"]!);

        (await scene.Bench.RunAsync(
            "schedules", "replace", "nightly", "--cron", "*/5 * * * *", "-q", "label.env=prod", "--runbook", "restart@1.0",
            "--overlap", "queue", "--max-failures", "3", "--ramp", "1,50%", "unit=b.service")).Expect(0);
        var replaced = await ShowAsync(scene, "nightly");
        Assert.Equal(("*/5 * * * *", "queue", "b.service", 3), (
            (string)replaced["cron"]!, (string)replaced["overlap"]!, (string)replaced["run"]!["parameters"]!["unit"]!,
            (int)replaced["run"]!["budget"]!["failures"]!));

        (await scene.Bench.RunAsync("schedules", "remove", "nightly", "--dry-run")).Expect(0);
        Assert.Equal("nightly\n", (await scene.Bench.RunAsync("schedules", "list", "-o", "name")).Expect(0).Output);
        (await scene.Bench.RunAsync("schedules", "remove", "nightly")).Expect(0);
        (await scene.Bench.RunAsync("schedules", "show", "nightly")).Expect(3);
        Assert.Contains("aops schedules create", (await scene.Bench.RunAsync("schedules", "list")).Expect(0).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DryRun_MakesNothing_AndTellsTheTimes()
    {
        await using var scene = await StartAsync();

        var run = (await scene.Bench.RunAsync(["schedules", "create", "nightly", "--dry-run", "-o", "json", .. Nightly])).Expect(0);

        var answer = JsonNode.Parse(run.Output)!;
        Assert.Equal((5, 1), (answer["times"]!.AsArray().Count, (int)answer["count"]!));
        Assert.Equal("", (await scene.Bench.RunAsync("schedules", "list", "-o", "name")).Expect(0).Output);
    }

    [Theory]
    [InlineData(2, "cron", "--cron", "61 * * * *", "-q", "", "--runbook", "restart@1.0", "unit=a.service")]
    [InlineData(2, "zone", "--cron", "0 3 * * *", "--zone", "Nowhere/Town", "-q", "", "--runbook", "restart@1.0", "unit=a.service")]
    [InlineData(2, "unit", "--cron", "0 3 * * *", "-q", "", "--runbook", "restart@1.0")]
    [InlineData(2, "KEY=VALUE", "--cron", "0 3 * * *", "-q", "", "--runbook", "restart@1.0", "unit")]
    [InlineData(2, "--cron", "-q", "", "--runbook", "restart@1.0", "unit=a.service")]
    [InlineData(2, "overlap", "--cron", "0 3 * * *", "--overlap", "wait", "-q", "", "--runbook", "restart@1.0", "unit=a.service")]
    [InlineData(3, "none 1", "--cron", "0 3 * * *", "-q", "", "--runbook", "none@1")]
    public async Task WrongWords_AreRefused(int code, string told, params string[] words)
    {
        await using var scene = await StartAsync();

        var run = (await scene.Bench.RunAsync(["schedules", "create", "nightly", .. words])).Expect(code);

        Assert.Contains(told, run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    private static async Task<JsonNode> ShowAsync(RunScene scene, string name) =>
        JsonNode.Parse((await scene.Bench.RunAsync("schedules", "show", name, "-o", "json")).Expect(0).Output)!;

    private static async Task<RunScene> StartAsync()
    {
        var scene = await RunScene.StartAsync(RunPolicy.Signed, "a");
        var repository = new TestRepository();
        repository.AddRunbook("restart", "1.0");
        repository.Add("1.0.0", [1]);
        await repository.SendAsync(scene.Bench.Server.Operator);
        return scene;
    }
}
