using System.Diagnostics;
using System.Text.Json.Nodes;
using Aops.Harness;
using Aops.Swarm.Hosts;
using Aops.TestSupport;

namespace Aops.Integration.Tests.Walk;

/// <summary>
/// A fleet ruled by the API alone, while the server is killed by SIGKILL in the middle of every step: 1,000 simulated hosts,
/// or as many as <c>AOPS_WALK_HOSTS</c> says. After each restart the step was done as a whole or not at all.
/// </summary>
public sealed class FleetWalkTests(ITestOutputHelper output)
{
    private const string Web = "/api/v1/layers/group:web";
    private const int DeadHosts = 40;
    private const int RevisionsBefore = 11;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Walk_OnSqlite_LeavesNothingInPart()
    {
        using var root = new TempRoot("walk");
        await using var server = await ServerProcess.StartAsync(PublishedPrograms.Find(), root.Path, [], Stop);
        await WalkAsync(server);
    }

    [Fact]
    public async Task Walk_OnPostgres_LeavesNothingInPart()
    {
        using var cluster = PostgresCluster.StartOwn();
        using var root = new TempRoot("walkpg");
        await using var server = await ServerProcess.StartAsync(PublishedPrograms.Find(), root.Path,
            ["env", $"AOPS_DATABASE={cluster.AddressOf(cluster.NewDatabase())}"], Stop);
        await WalkAsync(server);
    }

    private async Task WalkAsync(ServerProcess server)
    {
        using var operators = new WalkOperator(server);
        var killer = new WalkKiller(server, operators, output);
        var tokens = await MakeTokensAsync(operators, killer);
        await using var fleet = new WalkFleet(server, tokens);
        var clock = Stopwatch.StartNew();
        await EnrolAsync(fleet, operators, killer);
        Tell("enrolled");
        await GroupAsync(fleet, operators, killer);
        Tell("grouped");
        await ChangeAsync(fleet, operators, killer);
        Tell("changed and reverted");
        await RemoveDeadAsync(fleet, operators, killer);
        Tell("dead removed");
        await RemoveAllAsync(fleet, operators, killer);
        Tell("all removed");
        output.WriteLine($"{killer.Count.Kills} kills, {killer.Count.BeforeAnswer} of them before the answer");
        Assert.True(killer.Count.BeforeAnswer > 0);

        void Tell(string what) => output.WriteLine(
            $"{clock.Elapsed.TotalSeconds:0} s: {what}; {fleet.Tally.Heartbeats} heartbeats, {fleet.Tally.Faults} without an answer");
    }

    // A token is shown once: one whose answer was lost is there with its labels, or is not there.
    private static async Task<IReadOnlyList<string>> MakeTokensAsync(WalkOperator operators, WalkKiller killer)
    {
        var tokens = new List<string>();
        foreach (var tier in new[] { "web", "db" })
        {
            var labels = $$"""{"tier":"{{tier}}"}""";
            var write = WalkWrite.Post(
                "/api/enrolment-tokens", $$"""{"ttlSeconds":7200,"uses":{{WalkFleet.Count}},"labels":{{labels}}}""");
            var lost = operators.TrySendAsync(write, null, Stop);
            await killer.RestartAsync(Stop);
            await lost;
            tokens.Add((string)(await operators.SendAsync(write, Stop))["token"]!);
            var listed = (await operators.GetAsync("/api/enrolment-tokens", Stop))["tokens"]!.AsArray();
            Assert.All(listed, token => Assert.Contains((string?)token!["labels"]?["tier"], new[] { "web", "db" }));
        }
        return tokens;
    }

    private async Task EnrolAsync(WalkFleet fleet, WalkOperator operators, WalkKiller killer)
    {
        var enrolling = fleet.EnrolAsync(Stop);
        await Eventually.HoldsAsync("a third has enrolled", Deadline, () => fleet.Tally.Enrolled > WalkFleet.Count / 3, Stop);
        await killer.RestartAsync(Stop);
        Assert.Equal(0, await enrolling);
        await WalkFleet.WaitAsync("a heartbeat is answered", fleet.Hosts, host => host.Answered > 0, Stop);

        // A host whose answer was lost has enrolled again: what it left was never heard of, and is whole.
        var lost = await operators.CountAsync("never", Stop);
        output.WriteLine($"{lost} enrolments whose answer was lost");
        Assert.InRange(lost, 0, WalkFleet.Count / 3);
        Assert.Equal(WalkFleet.Count + lost, await operators.CountAsync("", Stop));
        Assert.Equal(WalkFleet.Count + lost, await operators.CountAsync("tier=web or tier=db", Stop));
        var tokens = (await operators.GetAsync("/api/enrolment-tokens", Stop))["tokens"]!.AsArray();
        foreach (var tier in new[] { "web", "db" })
        {
            var left = tokens.Where(token => (string?)token!["labels"]!["tier"] == tier)
                .Sum(token => (int)token!["usesMax"]! - (int)token["usesLeft"]!);
            Assert.Equal(await operators.CountAsync($"tier={tier}", Stop), left);
        }
        if (lost > 0) await RemoveAsync("never", lost, operators, killer);
    }

    private static async Task GroupAsync(WalkFleet fleet, WalkOperator operators, WalkKiller killer)
    {
        foreach (var (name, rank, query) in new[] { ("web", 10, "tier=web"), ("db", 20, "tier=db"), ("arm", 30, "host.arch=arm64") })
        {
            await killer.WriteAsync(
                WalkWrite.Post("/api/v1/groups", $$"""{"name":"{{name}}","rank":{{rank}},"q":"{{query}}"}"""),
                async () =>
                {
                    var found = (await operators.GetAsync("/api/v1/groups?count=1", Stop))["groups"]!.AsArray()
                        .Where(group => (string?)group!["name"] == name).ToList();
                    if (found.Count == 0) return false;
                    Assert.Equal((rank, 1), ((int)Assert.Single(found)!["rank"]!, (int)found[0]!["revision"]!));
                    Assert.Equal(await operators.CountAsync(query, Stop), (int)found[0]!["count"]!);
                    return true;
                }, Stop);
        }
        Assert.Equal(fleet.Of(0).Count(), await operators.CountAsync("tier=web", Stop));
    }

    private async Task ChangeAsync(WalkFleet fleet, WalkOperator operators, WalkKiller killer)
    {
        for (var revision = 1; revision <= RevisionsBefore; revision++)
            await operators.SendAsync(WalkWrite.Put($"{Web}?force", Document(10, $"revision {revision}")), Stop);
        await SettleAsync(fleet, operators, "10");

        await killer.WriteAsync(WalkWrite.Patch($"{Web}?force", Document(20, "more often")),
            () => IsHeadAsync(operators, RevisionsBefore + 1, 20), Stop);
        // In the middle of the operation that moves the others, too.
        await killer.RestartAsync(Stop);
        Assert.All(fleet.Of(0), host => Assert.Contains(WalkFleet.EveryOf(host), new[] { "10", "20" }));
        await SettleAsync(fleet, operators, "20");
        await ExplainAsync(fleet, operators);

        await killer.WriteAsync(
            WalkWrite.Post($"{Web}/revert?force", $$"""{"revision":{{RevisionsBefore}},"strategy":"all-at-once"}"""),
            () => IsHeadAsync(operators, RevisionsBefore + 2, 10), Stop);
        await SettleAsync(fleet, operators, "10");
        Assert.All(fleet.Of(1), host => Assert.Null(WalkFleet.EveryOf(host)));
    }

    private static string Document(int every, string message)
    {
        var subAgent = $$"""{"name":"{{WalkFleet.SubAgent}}","version":"1.0.0","env":{"EVERY":"{{every}}"} }""";
        return $$"""{"document":{"subAgents":[{{subAgent}}] },"message":"{{message}}","strategy":"all-at-once"}""";
    }

    private static async Task<bool> IsHeadAsync(WalkOperator operators, int number, int every)
    {
        var head = await operators.GetAsync(Web, Stop);
        var value = (string?)head["document"]!["subAgents"]![0]!["env"]!["EVERY"];
        if ((int)head["revision"]! == number - 1)
        {
            Assert.NotEqual($"{every}", value);
            return false;
        }
        Assert.Equal((number, $"{every}"), ((int)head["revision"]!, value));
        return true;
    }

    // Every host of the group is told, and the server knows of each that it holds it.
    private static async Task SettleAsync(WalkFleet fleet, WalkOperator operators, string every)
    {
        await WalkFleet.WaitAsync($"EVERY={every} is told", fleet.Of(0), host => WalkFleet.EveryOf(host) == every, Stop);
        var sample = fleet.Of(0).First().AgentId;
        await Eventually.HoldsAsync("the server knows that a host holds it", Deadline, async stop =>
            (string?)(await operators.GetAsync($"/api/v1/hosts/{sample}/explain", stop))["state"] == "in-step", Stop);
    }

    private static async Task ExplainAsync(WalkFleet fleet, WalkOperator operators)
    {
        const string field = $"subAgents[{WalkFleet.SubAgent}].env.EVERY";
        var diff = (await operators.GetAsync($"{Web}/diff?from={RevisionsBefore}&to={RevisionsBefore + 1}", Stop))["changes"]!.AsArray();
        Assert.Equal((field, "10", "20"),
            ((string?)Assert.Single(diff)!["field"], (string?)diff[0]!["from"], (string?)diff[0]!["to"]));
        var explained = await operators.GetAsync($"/api/v1/hosts/{fleet.Of(0).Last().AgentId}/explain", Stop);
        var told = explained["should"]!["fields"]!.AsArray().Single(entry => (string?)entry!["field"] == field)!;
        Assert.Equal(("20", "from group web, revision 12"), ((string?)told["value"], (string?)told["from"]));
    }

    private async Task RemoveDeadAsync(WalkFleet fleet, WalkOperator operators, WalkKiller killer)
    {
        await WalkFleet.WaitAsync("all are back", fleet.Hosts, IsBack(fleet), Stop);
        var dead = fleet.Kill(DeadHosts);
        await Eventually.HoldsAsync($"{DeadHosts} are offline", Deadline, async stop =>
            await operators.CountAsync("offline", stop) == DeadHosts, Stop);
        var listed = (await operators.GetAsync("/api/v1/hosts?q=offline&limit=1000&fields=id", Stop))["hosts"]!.AsArray();
        Assert.Equal(dead.Select(host => host.AgentId!).Order(), listed.Select(host => (string)host!["id"]!).Order());

        await RemoveAsync("offline", DeadHosts, operators, killer);
        Assert.Equal(WalkFleet.Count - DeadHosts, await operators.CountAsync("", Stop));
    }

    private static async Task RemoveAllAsync(WalkFleet fleet, WalkOperator operators, WalkKiller killer)
    {
        var count = await operators.CountAsync("", Stop);
        await operators.SendAsync(WalkWrite.Post("/api/v1/hosts/remove", $$"""{"q":"","expectedCount":{{count}}}"""), Stop);
        await killer.RestartAsync(Stop);
        await Eventually.HoldsAsync("no host is left", Deadline, async stop =>
            await operators.CountAsync("", stop) == 0, Stop);
        Assert.InRange(await operators.CountEventsAsync("removed", Stop), fleet.Hosts.Count, int.MaxValue);
    }

    private static async Task RemoveAsync(string query, int count, WalkOperator operators, WalkKiller killer)
    {
        var all = await operators.CountAsync("", Stop);
        var events = await operators.CountEventsAsync("removed", Stop);
        await killer.WriteAsync(
            WalkWrite.Post("/api/v1/hosts/remove", new JsonObject { ["q"] = query, ["expectedCount"] = count }.ToJsonString()),
            async () =>
            {
                var left = await operators.CountAsync("", Stop);
                var told = await operators.CountEventsAsync("removed", Stop) - events;
                Assert.Equal(all - left, told);
                Assert.Contains(left, new[] { all, all - count });
                return left < all;
            }, Stop);
    }

    // After a restart each host has been heard of again.
    private static Func<SimulatedHost, bool> IsBack(WalkFleet fleet)
    {
        var answered = fleet.Hosts.ToDictionary(host => host, host => host.Answered);
        return host => host.Answered > answered[host];
    }
}
