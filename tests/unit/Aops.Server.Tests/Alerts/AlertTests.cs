using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Server.Alerts;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Alerts;

/// <summary>Rules, silences and what receivers are told, on a real server by a clock that the test moves.</summary>
public sealed class AlertTests : IAsyncLifetime
{
    private const string Hosts = "\"condition\":\"hosts\",\"q\":\"label.env=prod\",\"threshold\":1";

    private AlertWorld _world = null!;

    private HttpClient Operator => _world.Server.Operator;

    public async ValueTask InitializeAsync() => _world = await AlertWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task AfterAStart_NothingFires_ForTwoIntervals_AndWhatFiredBeforeIsNotToldAgain()
    {
        await _world.SetRuleAsync("r", Hosts);
        await LabelAsync("a", "prod");
        _world.Pump(AlertLimits.QuietAfterStart - TimeSpan.FromSeconds(1));
        var early = await _world.AlertAsync("r");
        Assert.Equal(("ok", null), ((string?)early["state"], (string?)early["evaluatedAt"]));
        Assert.Contains("two intervals", (string?)early["why"], StringComparison.Ordinal);
        await _world.UntilStateAsync("r", "firing");
        await _world.UntilAsync(() => _world.Receiver.Taken.Count == 1);

        await _world.Server.StopAsync();
        await _world.StartAgainAsync();
        Assert.Equal("firing", await _world.StateAsync("r"));
        await LabelAsync("a", "test");
        await _world.UntilStateAsync("r", "resolved");
        await _world.UntilAsync(() => _world.Receiver.Taken.Count == 2);
        Assert.Equal(["alert.firing", "alert.resolved"], _world.Receiver.Taken.Select(each => each.Kind));
    }

    [Fact]
    public async Task AnAlert_TellsWhy_AndItsHostsAsAQuery()
    {
        await LabelAsync("a", "prod");
        await _world.SetRuleAsync("r", Hosts);
        await _world.UntilStateAsync("r", "firing");

        var alert = await _world.AlertAsync("r");
        Assert.Equal("1 host is of \"label.env=prod\"; the threshold is 1.", (string?)alert["why"]);
        Assert.Equal(1, (double)alert["value"]!);
        var hosts = (await Operator.GetOkAsync((string)alert["hosts"]!["path"]!))["hosts"]!.AsArray();
        Assert.Equal(["a"], hosts.Select(host => (string)host!["id"]!));
        var firing = (await Operator.GetOkAsync("/api/v1/alerts?state=firing,muted"))["alerts"]!.AsArray();
        Assert.Equal("r", (string?)firing.Single()!["name"]);
        Assert.Empty((await Operator.GetOkAsync("/api/v1/alerts?state=ok"))["alerts"]!.AsArray());
        Assert.Contains("aops_alert_firing{alert=\"r\",severity=\"warning\"} 1\n", await Operator.GetStringAsync("/metrics"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task AShare_IsOfTheHostsOfItsSecondQuery()
    {
        foreach (var id in new[] { "a", "b", "c" }) await LabelAsync(id, id == "a" ? "prod" : "test");
        const string share = "\"condition\":\"hosts\",\"q\":\"env=prod\",\"share\":true,\"threshold\":";
        await _world.SetRuleAsync("r", share + "34");
        await _world.UntilEvaluatedAsync("r");
        Assert.Equal("1 of 3 hosts (33.3 %) are of \"label.env=prod\"; the threshold is 34 %.",
            (string?)(await _world.AlertAsync("r"))["why"]);
        Assert.Equal("ok", await _world.StateAsync("r"));

        var (_, dry) = await Operator.SendAsync(
            HttpMethod.Post, "/api/v1/alert-rules?dry_run=1", $$"""{"name":"x",{{share}}33,"of":"not env=none"}""");
        Assert.Equal((true, true), ((bool)dry!["holds"]!, (bool)dry["dryRun"]!));
        await Operator.PutOkAsync("/api/v1/alert-rules/r", $$"""{{{share}}33}""");
        await _world.UntilStateAsync("r", "firing");
    }

    [Fact]
    public async Task ASilence_OfARule_Mutes_AndWhenItEnds_ReceiversAreTold()
    {
        await LabelAsync("a", "prod");
        await _world.SetRuleAsync("r", Hosts);
        var until = _world.Clock.GetUtcNow().AddMinutes(10);
        var (status, made) = await Operator.SendAsync(
            HttpMethod.Post, "/api/v1/alerts/r/silence", $$"""{"until":"{{until:O}}","reason":"a known fault"}""");
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(("r", "initial", "a known fault"), (
            (string?)made!["silence"]!["rule"], (string?)made["silence"]!["author"], (string?)made["silence"]!["reason"]));

        await _world.UntilStateAsync("r", "muted");
        Assert.Contains((string)made["silence"]!["id"]!, (string?)(await _world.AlertAsync("r"))["why"], StringComparison.Ordinal);
        Assert.Empty(_world.Receiver.All);
        await _world.UntilStateAsync("r", "firing");
        Assert.True(_world.Clock.GetUtcNow() >= until);
        await _world.UntilAsync(() => _world.Receiver.Taken.Count == 1);
    }

    [Fact]
    public async Task ASilence_OfHosts_LeavesThemOut_AndOthersFire()
    {
        await LabelAsync("a", "prod");
        await _world.SetRuleAsync("r", Hosts);
        await SilenceAsync("\"q\":\"id=a\"");
        await _world.UntilStateAsync("r", "muted");

        await LabelAsync("b", "prod");
        await _world.UntilStateAsync("r", "firing");
        Assert.Equal("1 host is of \"label.env=prod\"; the threshold is 1. 1 of them are silenced.",
            (string?)(await _world.AlertAsync("r"))["why"]);
        await _world.UntilAsync(() => _world.Receiver.Taken.Count == 1);
    }

    [Fact]
    public async Task ASilenceThatIsEnded_ReceiversOfAFiringAlertAreToldOnce()
    {
        await LabelAsync("a", "prod");
        await _world.SetRuleAsync("r", Hosts);
        await _world.UntilStateAsync("r", "firing");
        var id = await SilenceAsync("\"rule\":\"r\"");
        await _world.UntilStateAsync("r", "muted");
        await Operator.SendAsync(HttpMethod.Delete, $"/api/v1/silences/{id}");
        await _world.UntilStateAsync("r", "firing");
        await LabelAsync("a", "test");
        await _world.UntilStateAsync("r", "resolved");

        await _world.UntilAsync(() => _world.Receiver.Taken.Count == 2);
        Assert.Equal(["alert.firing", "alert.resolved"], _world.Receiver.Taken.Select(each => each.Kind));
    }

    [Theory]
    [InlineData("PUT", """{"condition":"hosts","q":"label.env=prod","threshold":1,"enabled":false}""", "The rule is switched off.")]
    [InlineData("DELETE", null, "The rule was removed.")]
    public async Task ARuleThatEnds_EndsItsAlert(string method, string? body, string why)
    {
        await LabelAsync("a", "prod");
        await _world.SetRuleAsync("r", Hosts);
        await _world.UntilStateAsync("r", "firing");

        Assert.True((int)(await Operator.SendAsync(new HttpMethod(method), "/api/v1/alert-rules/r", body)).Status < 300);
        await _world.UntilAsync(() => _world.Receiver.Taken.Count == 2);
        Assert.Equal(why, (string?)_world.Receiver.Taken[1].Json["alert"]!["why"]);
    }

    [Fact]
    public async Task Routes_ChooseTheWebhooks()
    {
        await using var other = await Receiver.StartAsync();
        await _world.AddHookAsync("other", other);
        await LabelAsync("a", "prod");
        await _world.SetRuleAsync("r", Hosts + ",\"routes\":[\"other\"]");
        await _world.UntilAsync(() => other.Taken.Count == 1);
        Assert.Empty(_world.Receiver.All);

        (await Operator.SendAsync(HttpMethod.Delete, "/api/v1/webhooks/other"))
            .AssertProblem(409, "webhook-in-use", "The rule r", "PUT /api/v1/alert-rules/r");
    }

    [Fact]
    public async Task Revisions_AreCompared()
    {
        var (_, body) = await Operator.SendAsync(
            HttpMethod.Put, "/api/v1/alert-rules/disk-low", """{"condition":"disk","threshold":5}""", ("If-Match", "\"1\""));
        Assert.Equal(2, (int)body!["rule"]!["revision"]!);
        (await Operator.SendAsync(
            HttpMethod.Put, "/api/v1/alert-rules/disk-low", """{"condition":"disk","threshold":6}""", ("If-Match", "\"1\"")))
            .AssertProblem(HttpStatusCode.PreconditionFailed, "revision");
        (await Operator.SendAsync(HttpMethod.Delete, "/api/v1/alert-rules/disk-low", null, ("If-Match", "\"1\"")))
            .AssertProblem(HttpStatusCode.PreconditionFailed, "revision");
        (await Operator.SendAsync(HttpMethod.Delete, $"/api/v1/webhooks/{AlertWorld.Hook}", null, ("If-Match", "\"7\"")))
            .AssertProblem(HttpStatusCode.PreconditionFailed, "revision");
    }

    [Fact]
    public async Task HostileTexts_StayTexts()
    {
        const string hostile = "</script>\"'\\\n\u0000\u202e\U0001F600{\"alert\":1} größe";
        await LabelAsync("a", "prod");
        var note = new JsonObject { ["note"] = hostile }.ToJsonString()[1..^1];
        await _world.SetRuleAsync("r", $"{Hosts},{note}");
        await _world.UntilAsync(() => _world.Receiver.Taken.Count == 1);

        var told = _world.Receiver.Taken[0];
        // A database may not take a zero character.
        Assert.Equal(hostile.Replace("\u0000", ""), ((string)told.Json["alert"]!["note"]!).Replace("\u0000", "").Replace("\uFFFD", ""));
        var raw = Encoding.UTF8.GetString(told.Body);
        Assert.All(raw, character => Assert.True(char.IsAscii(character) && !char.IsControl(character)));
        Assert.DoesNotContain("<", raw, StringComparison.Ordinal);
        Assert.Equal(("POST", "application/json; charset=utf-8"), (told.Method, told.ContentType));
    }

    [Fact]
    public async Task ScopedReaders_AreToldNothingOfTheFleet()
    {
        using var reader = await Access.AccessClients.AddKeyAsync(
            _world.Server, "scoped", """[{"role":"viewer","scope":"label.env=prod"}]""");
        foreach (var path in new[] { "alerts", "alert-rules", "silences", "webhooks", $"webhooks/{AlertWorld.Hook}/deliveries" })
            (await reader.SendAsync(HttpMethod.Get, $"/api/v1/{path}")).AssertProblem(HttpStatusCode.Forbidden, "outside-scope");
    }

    private async Task LabelAsync(string id, string env)
    {
        if ((await Operator.SendAsync(HttpMethod.Get, $"/api/v1/hosts/{id}")).Status == HttpStatusCode.NotFound)
            await TestAgent.EnrolAsync(_world.Server, id, $"{id}{id}11");
        var (status, body) = await Operator.SendAsync(
            HttpMethod.Patch, $"/api/v1/hosts/{id}/labels", $$"""{"env":"{{env}}"}""");
        Assert.True(status == HttpStatusCode.OK, body?.ToJsonString());
    }

    private async Task<string> SilenceAsync(string members)
    {
        var until = _world.Clock.GetUtcNow().AddDays(1);
        var (status, body) = await Operator.SendAsync(
            HttpMethod.Post, "/api/v1/silences", $$"""{{{members}},"until":"{{until:O}}","reason":"r"}""");
        Assert.True(status == HttpStatusCode.Created, body?.ToJsonString());
        return (string)body!["silence"]!["id"]!;
    }
}
