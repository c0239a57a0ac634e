using System.Net;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Tests.Audit;
using Aops.Server.Tests.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Answers;

/// <summary>Gets every success of the operations of runs.</summary>
internal static class RunAnswers
{
    public static async Task GetAsync(FullFleet fleet)
    {
        const string body = """{"hosts":["a"],"runbook":{"name":"restart","version":"1.0"},"parameters":{"unit":"a.service"}}""";
        var client = fleet.Server.Operator;
        var host = new RunningHost(fleet.Server, fleet.Agent, RunPolicy.Signed, TestAgent.Machine);
        await host.SpeakAsync();
        await client.DoAsync("/api/v1/runs?dry_run=1", body);
        var id = (string)(await client.DoAsync("/api/v1/runs?wait=1", body))["run"]!["id"]!;
        var path = $"/api/v1/runs/{id}";
        await host.RunAsync(id, "done\n", exitCode: 1);
        foreach (var part in new[] { "", "?wait=1", "/hosts", "/hosts?host=a", "/outputs", "/hosts/a/log", "/hosts/a/log?offset=18" })
            await client.GetOkAsync(path + part);
        foreach (var accept in new[] { "text/plain", "application/octet-stream", "text/event-stream" })
            Assert.Equal(HttpStatusCode.OK, (await client.ReadTextAsync($"{path}/hosts/a/log", accept)).Status);
        foreach (var accept in new[] { "text/plain", "text/event-stream" })
            Assert.Equal(HttpStatusCode.OK, (await client.ReadTextAsync($"{path}/log?host=a", accept)).Status);
        await client.UntilOverAsync(id, "ended");
        await client.DoAsync($"{path}/rerun?dry_run=1");
        var again = await client.DoAsync($"{path}/rerun", """{"reason":"once more"}""");
        path = $"/api/v1/runs/{again["run"]!["id"]}";
        await client.DoAsync($"{path}/cancel?dry_run=1");
        await client.DoAsync($"{path}/cancel", """{"reason":"enough"}""");
        await client.GetOkAsync("/api/v1/drift");
        await ScheduleAsync(fleet);
        await DeployAsync(fleet);
    }

    private static async Task DeployAsync(FullFleet fleet)
    {
        const string all = "/api/v1/deployments";
        var client = fleet.Server.Operator;
        foreach (var dry in new[] { "?dry_run=1", "" })
            await fleet.DoAsync(HttpMethod.Post, all + dry, ServiceRunbook.BodyOf("new", "id=a"));
        await fleet.DoAsync(HttpMethod.Put, $"{all}/new", ServiceRunbook.BodyOf(null, "id=a"));
        await client.DoAsync($"{all}/new/verbs/status?dry_run=1");
        var run = await client.DoAsync($"{all}/new/verbs/status", """{"reason":"a look"}""");
        await client.GetOkAsync($"{all}/new");
        Assert.Equal(HttpStatusCode.OK, (await client.ReadTextAsync($"{all}/new/log", "text/plain")).Status);
        await client.DoAsync($"/api/v1/runs/{run["run"]!["id"]}/cancel");
        await client.UntilOverAsync((string)run["run"]!["id"]!, "cancelled");
        await fleet.DoAsync(HttpMethod.Delete, $"{all}/new");
    }

    private static async Task ScheduleAsync(FullFleet fleet)
    {
        const string all = "/api/v1/schedules";
        foreach (var dry in new[] { "?dry_run=1", "" })
            await fleet.DoAsync(HttpMethod.Post, all + dry, ChangingSchedules.BodyOf("new"));
        await fleet.DoAsync(HttpMethod.Put, $"{all}/new", ChangingSchedules.BodyOf(null));
        await fleet.DoAsync(HttpMethod.Delete, $"{all}/new");
    }
}
