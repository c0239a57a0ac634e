using System.Net;
using Aops.Server.Audit;
using Aops.Server.Tests.Support;
using Aops.Server.Webhooks;
using Aops.TestSupport;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Tests.Alerts;

/// <summary>Messages to receivers: order, restarts, hanging ones, secrets, and where the server does not go.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private AlertWorld _world = null!;

    private HttpClient Operator => _world.Server.Operator;

    public async ValueTask InitializeAsync() => _world = await AlertWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task OneThatHangs_DelaysNoOther_AndNoStop()
    {
        await using var hanging = await Receiver.StartAsync();
        hanging.Status = null;
        await _world.AddHookAsync("hangs", hanging);
        await _world.TestAsync("hangs");
        await _world.UntilAsync(() => hanging.All.Count == 1);

        for (var i = 0; i < 3; i++) await _world.TestAsync();
        await _world.UntilAsync(() => _world.Receiver.Taken.Count == 3);

        Assert.Equal(3, (await _world.DeliveriesAsync()).Count);
        Assert.Equal("waiting", (string?)(await _world.DeliveriesAsync("hangs"))[0]!["state"]);
        await _world.Server.StopAsync();
    }

    [Fact]
    public async Task WhatWaits_SurvivesARestart_AndComesInOrder()
    {
        _world.Receiver.Status = 500;
        for (var i = 0; i < 3; i++) await _world.TestAsync();
        await _world.UntilAsync(() => !_world.Receiver.All.IsEmpty);
        var waiting = (await _world.DeliveriesAsync()).Reverse().Select(delivery => (string)delivery!["id"]!).ToList();
        await _world.Server.StopAsync();

        _world.Receiver.Status = 204;
        await _world.StartAgainAsync();
        await _world.UntilAsync(() => _world.Receiver.Taken.Count == 3);

        Assert.Equal(waiting, _world.Receiver.Taken.Select(each => each.Id));
        await Until.TrueAsync(async () => (await _world.DeliveriesAsync()).All(each => (string?)each!["state"] == "delivered"));
        var hook = await Operator.GetOkAsync($"/api/v1/webhooks/{AlertWorld.Hook}");
        Assert.Null(hook["fault"]);
        Assert.NotNull(hook["deliveredAt"]);
    }

    [Fact]
    public async Task WhatIsNotTakenForADay_IsGivenUp_AndTheNextIsTried()
    {
        _world.Receiver.Status = 500;
        await _world.TestAsync();
        await _world.UntilAsync(() => !_world.Receiver.All.IsEmpty);
        _world.Pump(TimeSpan.FromHours(24));
        await _world.TestAsync();
        await Until.TrueAsync(async () =>
            (string?)(await _world.DeliveriesAsync())[1]!["state"] == "abandoned" || _world.Pump(TimeSpan.FromMinutes(1)));

        _world.Receiver.Status = 200;
        await _world.UntilAsync(() => _world.Receiver.Taken.Count == 1, TimeSpan.FromMinutes(1));
        var given = (await _world.DeliveriesAsync())[1]!;
        Assert.Equal((500, "status 500"), ((int)given["status"]!, (string?)given["fault"]));
        Assert.Contains("is given up: status 500.",
            (await Operator.GetOkAsync("/api/v1/events?kind=alert&limit=100")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MoreThanMayWait_GivesUpTheOldest()
    {
        await _world.Server.StopAsync();
        await using (var database = _world.Server.OpenDatabase())
        {
            await database.WriteAsync(
                connection =>
                {
                    for (var i = 0; i < WebhookLimits.WaitingMax + 5; i++)
                        DeliveryRows.Add(connection, Delivery.New(
                            DeliveryRows.NewId(), AlertWorld.Hook, WebhookKinds.Test, null, [1], DateTimeOffset.UnixEpoch));
                    return true;
                },
                Aops.Server.Storage.Durability.Process, CancellationToken.None);
            var all = await new WebhookStore(database, (_, _) => null).ListDeliveriesAsync(AlertWorld.Hook, long.MaxValue, 5000, CancellationToken.None);
            Assert.Equal(WebhookLimits.WaitingMax, all.Count(each => each.State == DeliveryState.Waiting));
            Assert.Equal(5, all.TakeLast(5).Count(each => each.State == DeliveryState.Abandoned));
        }
    }

    [Fact]
    public async Task OneThatIsSwitchedOff_GetsNothing_UntilItIsOn()
    {
        _world.Receiver.Status = 500;
        await _world.TestAsync();
        await _world.UntilAsync(() => !_world.Receiver.All.IsEmpty);
        await Operator.PutOkAsync($"/api/v1/webhooks/{AlertWorld.Hook}", """{"enabled":false}""");
        (await Operator.SendAsync(HttpMethod.Post, $"/api/v1/webhooks/{AlertWorld.Hook}/test"))
            .AssertProblem(409, "webhook-off", "switched off", "PUT");
        _world.Receiver.Status = 200;
        for (var i = 0; i < 20; i++) _world.Pump(TimeSpan.FromMinutes(1));
        Assert.Empty(_world.Receiver.Taken);

        await Operator.PutOkAsync($"/api/v1/webhooks/{AlertWorld.Hook}", """{"enabled":true}""");
        await Until.TrueAsync(() => _world.Receiver.Taken.Count == 1);
    }

    [Fact]
    public async Task AnotherSecret_SignsFromThenOn()
    {
        var (_, body) = await Operator.SendAsync(
            HttpMethod.Post, $"/api/v1/webhooks/{AlertWorld.Hook}/secret", null, ("Idempotency-Key", "k1"));
        var secret = (string)body!["secret"]!;
        var (_, again) = await Operator.SendAsync(
            HttpMethod.Post, $"/api/v1/webhooks/{AlertWorld.Hook}/secret", null, ("Idempotency-Key", "k1"));
        await _world.TestAsync();
        await _world.UntilAsync(() => _world.Receiver.Taken.Count == 1);

        Assert.Null(again!["secret"]);
        Assert.True(_world.Receiver.Taken[0].IsSignedBy(secret));
        Assert.False(_world.Receiver.Taken[0].IsSignedBy(_world.Secret));
    }

    [Fact]
    public async Task Secrets_AreInNoListAndNoAuditAndNoEvent()
    {
        _world.Receiver.Status = 403;
        await _world.TestAsync();
        await _world.UntilAsync(() => !_world.Receiver.All.IsEmpty);
        await Until.TrueAsync(async () => (int)(await _world.DeliveriesAsync())[0]!["attempts"]! > 0);
        await Operator.SendAsync(HttpMethod.Post, "/api/v1/alert-rules",
            $$"""{"name":"pasted","condition":"disk","threshold":1,"note":"the secret is {{_world.Secret}}"}""");

        foreach (var path in new[]
        {
            "webhooks", $"webhooks/{AlertWorld.Hook}", $"webhooks/{AlertWorld.Hook}/deliveries", "audit?limit=1000", "events?limit=1000",
        })
        {
            var told = await Operator.GetStringAsync($"/api/v1/{path}");
            Assert.DoesNotContain(Receiver.SecretPath, told, StringComparison.Ordinal);
            Assert.DoesNotContain(_world.Secret, told, StringComparison.Ordinal);
            Assert.DoesNotContain("BODY-OF-THE-ANSWER", told, StringComparison.Ordinal);
        }
        Assert.Contains($"the secret is {SecretText.Shown}",
            await Operator.GetStringAsync("/api/v1/audit?limit=1000"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheLog_AndFaults_HaveNoSecret()
    {
        var (log, clock) = (new RecordedLog(), TimeProvider.System);
        await _world.Server.StopAsync();
        _world.Receiver.Status = 404;
        await using var database = _world.Server.OpenDatabase();
        var hook = (await new WebhookStore(database, (_, _) => null).FindAsync(AlertWorld.Hook, CancellationToken.None))!;
        using var sender = new WebhookSender(allowsLocal: true, clock, TimeSpan.FromSeconds(10));
        using var dispatcher = new WebhookDispatcher(new DeliveryQueue(database), sender, clock, new TypedLog<WebhookDispatcher>(log));
        await database.WriteAsync(
            connection =>
            {
                DeliveryRows.Add(connection, Test());
                return true;
            },
            Aops.Server.Storage.Durability.Process, CancellationToken.None);
        await dispatcher.StartAsync(CancellationToken.None);
        await Until.TrueAsync(() => log.Has("status 404"));
        await dispatcher.StopAsync(CancellationToken.None);

        Assert.DoesNotContain(log.Lines, line => line.Contains(Receiver.SecretPath, StringComparison.Ordinal));
        Assert.DoesNotContain(hook.Secret.Shown, $"{hook}", StringComparison.Ordinal);
        Assert.DoesNotContain(Receiver.SecretPath, $"{hook}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/SECRET", true, "refused")]
    [InlineData("http://none.invalid/SECRET", true, "the address of none.invalid is not found")]
    [InlineData("http://127.0.0.1/SECRET", false, "loopback")]
    [InlineData("http://localhost/SECRET", false, "loopback")]
    [InlineData("http://[::1]/SECRET", false, "loopback")]
    [InlineData("http://2130706433/SECRET", false, "loopback")]
    [InlineData("http://0x7f.1/SECRET", false, "loopback")]
    [InlineData("http://169.254.169.254/SECRET", false, "link-local")]
    [InlineData("http://[::ffff:169.254.169.254]/SECRET", false, "link-local")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]/SECRET", false, "link-local")]
    [InlineData("http://[fe80::1]/SECRET", false, "link-local")]
    [InlineData("http://0.0.0.0/SECRET", false, "the server itself")]
    [InlineData("http://[::]/SECRET", false, "the server itself")]
    [InlineData("http://224.0.0.1/SECRET", false, "no address of one machine")]
    public async Task WhereItDoesNotGo_IsSaid(string url, bool allowsLocal, string fault)
    {
        var outcome = await SendAsync(url, allowsLocal);

        Assert.Null(outcome.Status);
        Assert.Contains(fault, outcome.Fault, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("SECRET", outcome.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("192.168.0.1")]
    [InlineData("203.0.113.9")]
    [InlineData("2001:db8::1")]
    [InlineData("fd00::1")]
    public void PrivateNetworks_AndOthers_AreAllowed(string address) =>
        Assert.Null(ReceiverAddress.FindFault(IPAddress.Parse(address)));

    [Fact]
    public async Task ARedirect_IsNotFollowed()
    {
        await using var target = await Receiver.StartAsync();
        (_world.Receiver.Status, _world.Receiver.Location) = (307, target.Url);

        var outcome = await SendAsync(_world.Receiver.Url, allowsLocal: true);

        Assert.Equal((307, "status 307: redirects are not followed"), (outcome.Status, outcome.Fault));
        Assert.Empty(target.All);
    }

    // The certificate of this server is signed by an authority that the machine does not trust.
    [Fact]
    public async Task ACertificateThatIsNotTrusted_IsRefused()
    {
        var outcome = await SendAsync(_world.Server.Application.Url + "SECRET", allowsLocal: true);

        Assert.Null(outcome.Status);
        Assert.Contains("certificate", outcome.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoAnswer_IsAFault_AfterATime()
    {
        _world.Receiver.Status = null;

        var outcome = await SendAsync(_world.Receiver.Url, allowsLocal: true, TimeSpan.FromSeconds(0.3));

        Assert.Equal(new SendOutcome(null, "no answer within 0.3 s"), outcome);
    }

    [Fact]
    public void Pauses_Grow_ToTheirLongest_AndADelivery_IsTriedForADay()
    {
        Assert.Equal([5, 10, 20, 40, 80, 160, 320, 640, 900, 900],
            Enumerable.Range(1, 10).Select(attempts => DeliveryQueue.PauseAfter(attempts).TotalSeconds));
        Assert.Equal(WebhookLimits.PauseMax, DeliveryQueue.PauseAfter(100_000));

        var (delivery, tries) = (Test(), 0);
        var now = delivery.CreatedAt;
        for (; delivery.State == DeliveryState.Waiting; tries++)
        {
            now = delivery.NextAt!.Value;
            delivery = DeliveryQueue.Next(delivery, new SendOutcome(500, "status 500"), now);
        }
        Assert.InRange(now - delivery.CreatedAt, TimeSpan.FromHours(24), TimeSpan.FromHours(24.25));
        Assert.Equal((DeliveryState.Abandoned, tries), (delivery.State, delivery.Attempts));
    }

    // The example of the specification of Standard Webhooks.
    [Fact]
    public void Signatures_AreThoseOfStandardWebhooks() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        new WebhookSecret(Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
            .Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""u8.ToArray()));

    private static Task<SendOutcome> SendAsync(string url, bool allowsLocal, TimeSpan? answerMax = null)
    {
        var sender = new WebhookSender(allowsLocal, TimeProvider.System, answerMax ?? TimeSpan.FromSeconds(10));
        var hook = new Webhook
        {
            Name = "w", Url = new SecretText(url), Secret = WebhookSecret.New(), Note = "", IsEnabled = true, Revision = 1,
            ChangedAt = DateTimeOffset.UnixEpoch, ChangedBy = "o",
        };
        return sender.SendAsync(hook, Test(), CancellationToken.None);
    }

    private static Delivery Test() => Delivery.New(
        DeliveryRows.NewId(), AlertWorld.Hook, WebhookKinds.Test, null, "{}"u8.ToArray(), DateTimeOffset.UnixEpoch.AddYears(50));

    private sealed class TypedLog<T>(ILogger inner) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            inner.Log(logLevel, eventId, state, exception, formatter);
    }
}
