using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Audit;

/// <summary>Every changing route leaves one row of the audit (an approval also that of what it approves), and a dry run none.</summary>
public sealed class ChangingRoutesTests
{
    private const string Reason = "Ticket 17: Größe geändert";

    [Fact]
    public async Task EachChange_LeavesOneRow_ThatNamesWhoFromWhereAndWhy()
    {
        await using var server = await TestServer.StartAsync();
        var routes = new ChangingRoutes(server);
        var faults = new List<string>();
        foreach (var (route, make) in routes.All)
        {
            var method = route.Split(' ')[0];
            var act = await make();
            if (act.Bytes is null && (await TellAsync(routes, server, method, act, isDry: true)).Rows is not [])
                faults.Add($"{route}: a dry run leaves rows");
            var (status, rows) = await TellAsync(routes, server, method, act, isDry: false);
            if ((int)status is < 200 or > 299) faults.Add($"{route}: {status}");
            else if (rows.Count != act.Rows) faults.Add($"{route}: {rows.Count} rows");
            else if (!IsTold(rows[^1]!, act)) faults.Add($"{route}: {rows[^1]!.ToJsonString()}");
            act.Client?.Dispose();
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    // What agents do by themselves is reported; a registration lets a host in, and that is a row.
    [Fact]
    public async Task Agents_LeaveRowsForRegistrationsAlone()
    {
        await using var server = await TestServer.StartAsync();
        var token = await TestAgent.NewEnrolmentTokenAsync(server);
        var before = await CountAsync(server);
        var (_, body) = await TestAgent.RegisterAsync(server, token);
        Assert.Equal(before + 1, await CountAsync(server));
        var agent = new TestAgent(server, (string)body!["agentId"]!, (string)body["agentToken"]!);
        var row = (await server.Operator.GetOkAsync("/api/v1/audit?kind=host.enrol"))["rows"]![0]!;
        Assert.Equal(("enrolment-token", $"host:{agent.Id}", true),
            ((string?)row["actorKind"], (string?)row["object"], (bool)row["after"]!["tokenUsedUp"]!));

        await server.Operator.SendAsync(
            HttpMethod.Post, $"/api/v1/hosts/{agent.Id}/commands", """{"kind":"restart-agent"}""");
        var ordered = await CountAsync(server);
        var commands = (await agent.SendAsync(agent.Heartbeat())).Body!["commands"]!.AsArray();
        var id = (string)commands.Single()!["id"]!;
        await agent.PostAsync($"/api/agents/commands/{id}/log", """{"text":"line"}""");
        await agent.PostAsync(
            $"/api/agents/commands/{id}/result", """{"outcome":"succeeded","at":"2026-01-01T00:00:00Z"}""");
        await agent.PostAsync("/api/agents/farewell/stop", "");

        Assert.Equal(ordered, await CountAsync(server));
    }

    [Fact]
    public async Task ARegistrationThatIsTakenBack_IsARow()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);

        Assert.Equal(HttpStatusCode.NoContent, (await agent.AskAsync(HttpMethod.Delete, "/api/agents/self", "")).Status);

        var row = (await server.Operator.GetOkAsync("/api/v1/audit?kind=host.withdraw"))["rows"]!.AsArray().Single()!;
        Assert.Equal(("host", agent.Id), ((string?)row["actorKind"], (string?)row["actor"]));
    }

    private static bool IsTold(JsonNode row, ChangingRoutes.Act act) =>
        ((string?)row["actorKind"], (string?)row["actor"], (string?)row["address"], (string?)row["reason"])
            == (act.Actor.Kind, act.Actor.Name, "127.0.0.1", Reason)
        && !string.IsNullOrEmpty((string?)row["object"]) && ((string?)row["hash"])?.Length == 64;

    private static async Task<(HttpStatusCode Status, JsonArray Rows)> TellAsync(
        ChangingRoutes routes, TestServer server, string method, ChangingRoutes.Act act, bool isDry)
    {
        var (status, id) = await routes.SendAsync(method, act, Uri.EscapeDataString(Reason), isDry);
        var rows = await server.Operator.GetOkAsync($"/api/v1/audit?request={Uri.EscapeDataString(id!)}");
        return (status, rows["rows"]!.AsArray());
    }

    private static async Task<long> CountAsync(TestServer server) =>
        (long)(await server.Operator.GetOkAsync("/api/v1/audit/head"))["id"]!;
}
