using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.Hosting;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Alerts;

/// <summary>A server by a clock that the test moves, with a receiver that has a webhook.</summary>
internal sealed class AlertWorld : IAsyncDisposable
{
    /// <summary>Name of the webhook.</summary>
    public const string Hook = "pager";

    private AlertWorld(TestServer server, ManualClock clock, Receiver receiver) =>
        (Server, Clock, Receiver) = (server, clock, receiver);

    public TestServer Server { get; }

    public ManualClock Clock { get; }

    public Receiver Receiver { get; }

    /// <summary>The secret of the webhook.</summary>
    public string Secret { get; private set; } = "";

    public static async Task<AlertWorld> StartAsync(Func<ServerOptions, ServerOptions>? options = null)
    {
        var clock = new ManualClock();
        var server = await TestServer.StartAsync(clock);
        var world = new AlertWorld(server, clock, await Receiver.StartAsync());
        await server.StopAsync();
        await world.StartAgainAsync(options);
        world.Secret = await world.AddHookAsync(Hook, world.Receiver);
        return world;
    }

    public Task StartAgainAsync(Func<ServerOptions, ServerOptions>? options = null)
    {
        var local = TestServer.Options(Server.Data) with { WebhooksMayBeLocal = true };
        return Server.StartAgainAsync(options is null ? local : options(local));
    }

    /// <summary>Adds a webhook.</summary>
    /// <returns>Its secret.</returns>
    public async Task<string> AddHookAsync(string name, Receiver receiver)
    {
        var (status, body) = await Server.Operator.SendAsync(
            HttpMethod.Post, "/api/v1/webhooks", $$"""{"name":"{{name}}","url":"{{receiver.Url}}"}""");
        Assert.True(status == HttpStatusCode.Created, body?.ToJsonString());
        return (string)body!["secret"]!;
    }

    /// <summary>Removes all rules but one.</summary>
    public async Task KeepOnlyAsync(string rule)
    {
        foreach (var each in (await Server.Operator.GetOkAsync("/api/v1/alert-rules"))["rules"]!.AsArray())
        {
            if ((string?)each!["name"] != rule)
                await Server.Operator.SendAsync(HttpMethod.Delete, $"/api/v1/alert-rules/{each["name"]}");
        }
    }

    /// <summary>Adds a rule, in the place of all others.</summary>
    public async Task SetRuleAsync(string name, string members)
    {
        await KeepOnlyAsync(name);
        var (status, body) = await Server.Operator.SendAsync(
            HttpMethod.Post, "/api/v1/alert-rules", $$"""{"name":"{{name}}",{{members}}}""");
        Assert.True(status == HttpStatusCode.Created, body?.ToJsonString());
    }

    public async Task<JsonNode> AlertAsync(string rule) => await Server.Operator.GetOkAsync($"/api/v1/alerts/{rule}");

    public async Task<string> StateAsync(string rule) => (string)(await AlertAsync(rule))["state"]!;

    /// <summary>Waits until an alert stands so, while the time goes on.</summary>
    public Task UntilStateAsync(string rule, string state, TimeSpan? step = null, Func<Task>? meanwhile = null) =>
        Until.TrueAsync(async () =>
        {
            if (await StateAsync(rule) == state) return true;
            if (meanwhile is not null) await meanwhile();
            return Pump(step ?? TimeSpan.FromSeconds(10));
        });

    /// <summary>Waits for a condition, while the time goes on.</summary>
    public Task UntilAsync(Func<bool> condition, TimeSpan? step = null) =>
        Until.TrueAsync(() => condition() || Pump(step ?? TimeSpan.FromSeconds(10)));

    /// <summary>Waits until a rule was evaluated, while the time goes on.</summary>
    public Task UntilEvaluatedAsync(string rule) => Until.TrueAsync(async () =>
        (await AlertAsync(rule))["evaluatedAt"] is not null || Pump(TimeSpan.FromSeconds(10)));

    /// <summary>Moves the clock.</summary>
    /// <returns>False, as a condition that waits for what follows the time.</returns>
    public bool Pump(TimeSpan step)
    {
        Clock.Advance(step);
        return false;
    }

    public async Task<JsonArray> DeliveriesAsync(string webhook = Hook) =>
        (await Server.Operator.GetOkAsync($"/api/v1/webhooks/{webhook}/deliveries"))["deliveries"]!.AsArray();

    public async Task TestAsync(string webhook = Hook)
    {
        var (status, body) = await Server.Operator.SendAsync(HttpMethod.Post, $"/api/v1/webhooks/{webhook}/test");
        Assert.True(status == HttpStatusCode.OK, body?.ToJsonString());
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
