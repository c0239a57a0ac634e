using System.Net;
using Aops.Server.Tests.Access;
using Aops.Server.Tests.Audit;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Freezes;

/// <summary>While the fleet is frozen no request changes what hosts should be, and everything else goes on.</summary>
public sealed class FreezeTests
{
    private const string Freeze = "/api/v1/freeze";
    private const string Body = """{"reason":"the shop is full"}""";

    // Runs among them, of which one that ignores the freeze is started.
    // Every other changing route goes on: it changes no host (people, alerts, enrolment), has a rule of its own for a freeze
    // (rollouts), or takes a host out of the fleet.
    private static readonly HashSet<string> Held =
    [
        "PUT /api/desired", "PUT /api/fleet/{agentId}/desired", "DELETE /api/fleet/{agentId}/desired",
        "PUT /api/v1/layers/{layer}", "PATCH /api/v1/layers/{layer}", "POST /api/v1/layers/{layer}/revert",
        "POST /api/v1/hosts/{id}/commands", "POST /api/fleet/{agentId}/commands", "POST /api/v1/groups",
        "PUT /api/v1/groups/{name}", "DELETE /api/v1/groups/{name}", "PATCH /api/v1/hosts/{id}/labels",
        "POST /api/v1/hosts/labels", "POST /api/agents/batch", "POST /api/v1/runs", "POST /api/v1/runs/{id}/rerun",
        "POST /api/v1/deployments/{name}/verbs/{verb}",
    ];

    [Fact]
    public async Task WhatChangesHosts_IsRefused_AndNothingElse()
    {
        await using var server = await TestServer.StartAsync();
        var routes = new ChangingRoutes(server);
        var faults = new List<string>();
        foreach (var (route, make) in routes.All)
        {
            // Of the others one takes back what the freeze took back before.
            if (route.EndsWith(Freeze, StringComparison.Ordinal) || route.EndsWith("/undo", StringComparison.Ordinal)) continue;
            var method = route.Split(' ')[0];
            var act = await make();
            await server.Operator.PutOkAsync(Freeze, Body);
            if (Held.Contains(route) && !act.Path.Contains("/api/fleet/") && !act.Path.StartsWith("/api/desired"))
            {
                var (dry, _) = await routes.SendAsync(method, act, "r", isDry: true);
                if (dry == HttpStatusCode.Conflict) faults.Add($"{route}: a dry run is refused");
            }
            var (status, _) = await routes.SendAsync(method, act, "r", isDry: false);
            if (Held.Contains(route) != (status == HttpStatusCode.Conflict)) faults.Add($"{route}: {status}");
            await server.Operator.DeleteAsync(Freeze);
            act.Client?.Dispose();
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Empty(Held.Except(routes.All.Keys));
    }

    [Fact]
    public async Task Refusal_SaysWhoFrozeItAndWhy_AndTheFreezeOutlivesARestart()
    {
        await using var server = await TestServer.StartAsync();
        Assert.False((bool)(await server.Operator.GetOkAsync(Freeze))["isFrozen"]!);
        await server.Operator.SendAsync(HttpMethod.Put, $"{Freeze}?dry_run=1", Body);
        Assert.False((bool)(await server.Operator.GetOkAsync(Freeze))["isFrozen"]!);
        await server.Operator.PutOkAsync(Freeze, Body);
        await server.StopAsync();
        await server.StartAgainAsync();

        var (status, problem) = await server.Operator.SendAsync(
            HttpMethod.Put, "/api/v1/layers/fleet",
            """{"document":{"settings":{"logLevel":"debug"}},"strategy":"all-at-once"}""");

        Assert.Equal((HttpStatusCode.Conflict, "frozen"), (status, (string?)problem!["code"]));
        Assert.Contains("the shop is full", (string?)problem["detail"]);
        Assert.Contains("DELETE /api/v1/freeze", (string?)problem["fix"]);
        Assert.Equal("the shop is full", (string?)(await server.Operator.GetOkAsync(Freeze))["reason"]);
        var (ended, _) = await server.Operator.SendAsync(HttpMethod.Delete, Freeze, null);
        Assert.Equal(HttpStatusCode.NoContent, ended);
        var (again, _) = await server.Operator.SendAsync(HttpMethod.Delete, Freeze, null);
        Assert.Equal(HttpStatusCode.NotFound, again);
        var rows = (await server.Operator.GetOkAsync("/api/v1/audit"))["rows"]!.AsArray();
        Assert.Equal(1, rows.Count(row => (string?)row!["kind"] == "freeze.begin"));
        Assert.Equal(1, rows.Count(row => (string?)row!["kind"] == "freeze.end"));
    }

    [Fact]
    public async Task Freeze_EndsAtItsTime()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var until = clock.GetUtcNow().AddHours(2);
        await server.Operator.PutOkAsync(Freeze, $$"""{"reason":"r","until":"{{until:yyyy-MM-dd'T'HH:mm:ss'Z'}}"}""");
        Assert.True((bool)(await server.Operator.GetOkAsync(Freeze))["isFrozen"]!);

        clock.Advance(TimeSpan.FromHours(2));

        Assert.False((bool)(await server.Operator.GetOkAsync(Freeze))["isFrozen"]!);
        await server.Operator.PutOkAsync(
            "/api/v1/layers/fleet", """{"document":{"settings":{"logLevel":"debug"}},"strategy":"all-at-once"}""");
    }

    [Fact]
    public async Task ApprovedChange_IsRefusedToo()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        await server.AddUserAsync("second", """[{"role":"operator"}]""");
        await server.Operator.PutOkAsync("/api/v1/approval-rules/all", $$"""{"scope":"id={{agent.Id}}"}""");
        var (asked, approval) = await server.Operator.SendAsync(
            HttpMethod.Patch, $"/api/v1/hosts/{agent.Id}/labels", """{"env":"prod"}""");
        Assert.Equal(HttpStatusCode.Accepted, asked);
        await server.Operator.PutOkAsync(Freeze, Body);

        using var session = await server.OpenSessionAsync("second", AccessClients.Password);
        var (_, told) = await session.SendAsync(HttpMethod.Post, $"/api/v1/approvals/{approval!["id"]}/approve");

        Assert.Equal(409, (int)told!["answerStatus"]!);
        Assert.Contains("frozen", told.ToJsonString());
    }

    [Theory]
    [InlineData("GET", Freeze + "?q=a", null, 400, "bad-query", "?q=", "")]
    [InlineData("PUT", Freeze, "{}", 400, "bad-json", "reason", "")]
    [InlineData("PUT", Freeze, """{"reason":" "}""", 422, "invalid", "reason", "")]
    [InlineData("PUT", Freeze, """{"reason":"r","until":"2001-01-01T00:00:00Z"}""", 422, "invalid", "until", "")]
    [InlineData("PUT", Freeze, """{"reason":"r","hosts":"x"}""", 400, "bad-json", "hosts", "")]
    [InlineData("DELETE", Freeze + "?dry_run=1", null, 404, "not-frozen", "not frozen", "")]
    public async Task Request_IsRefused(
        string method, string path, string? body, int status, string code, string detail, string fix)
    {
        await using var server = await TestServer.StartAsync();
        await server.Operator.AssertRefusedAsync(method, path, body, status, code, detail, fix);
    }
}
