using Aops.Server.Events;
using Aops.Server.Storage;
using Aops.Server.Tests.Storage;
using Aops.Server.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Server.Tests.Events;

/// <summary>Events go by whole days.</summary>
public sealed class EventRetentionTests : IDisposable
{
    private const int Days = 30;
    private static readonly DateTimeOffset Noon = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly TestDatabase _file = new();

    [Theory]
    [InlineData("2026-03-31T12:00:00Z", 30, "2026-03-01T00:00:00Z")]
    [InlineData("2026-03-31T00:00:00Z", 1, "2026-03-30T00:00:00Z")]
    [InlineData("2026-03-31T01:30:00+02:00", 1, "2026-03-29T00:00:00Z")]
    public void FirstDay_IsADayOfUtc(string now, int days, string first) => Assert.Equal(
        DateTimeOffset.Parse(first, System.Globalization.CultureInfo.InvariantCulture),
        EventRetention.FirstDay(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture), days));

    [Fact]
    public async Task DaysThatAreOver_GoWhole_InPieces()
    {
        await using var database = _file.Open();
        var store = new EventStore(database);
        const int old = 2 * FleetLimits.EventsPerDeletion + 7;
        await store.AppendAsync(Events(old, Noon.AddDays(-40)), CancellationToken.None);
        await store.AppendAsync(Events(3, Noon.AddDays(-Days).Date.AddTicks(-TimeSpan.TicksPerMillisecond)), CancellationToken.None);
        await store.AppendAsync(Events(5, Noon.AddDays(-Days).Date), CancellationToken.None);
        await store.AppendAsync(Events(2, Noon), CancellationToken.None);
        using var retention = Retention(store);

        Assert.Equal(old + 3, await retention.SweepAsync(CancellationToken.None));

        var left = await store.ListAsync(EventFilter.None, 0, 100, Noon, CancellationToken.None);
        Assert.Equal(7, left.Count);
        Assert.All(left, entry => Assert.True(entry.At >= Noon.AddDays(-Days).Date));
        Assert.Equal(0, await retention.SweepAsync(CancellationToken.None));
    }

    [Fact]
    public async Task EventOutOfOrder_DelaysNothing()
    {
        await using var database = _file.Open();
        var store = new EventStore(database);
        await store.AppendAsync(Events(1, Noon), CancellationToken.None);
        await store.AppendAsync(Events(FleetLimits.EventsPerDeletion + 10, Noon.AddDays(-40)), CancellationToken.None);
        using var retention = Retention(store);

        Assert.Equal(FleetLimits.EventsPerDeletion + 10, await retention.SweepAsync(CancellationToken.None));
        Assert.Single(await store.ListAsync(EventFilter.None, 0, 10, Noon, CancellationToken.None));
    }

    [Fact]
    public async Task Server_DropsThem_AndNoRowOfTheAudit()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        await server.StopAsync();
        await server.StartAgainAsync(TestServer.Options(server.Data) with { EventDays = 1 });
        await server.Operator.SendAsync(HttpMethod.Post, "/api/v1/tokens", """{"note":"old"}""");
        await server.Operator.SendAsync(HttpMethod.Post, "/api/v1/groups", """{"name":"web","rank":1,"q":"label.env=prod"}""");
        await Until.TrueAsync(async () => Count(await server.Operator.GetOkAsync("/api/v1/events"), "events") > 0);
        var audit = Count(await server.Operator.GetOkAsync("/api/v1/audit"), "rows");
        Assert.True(audit > 0);

        for (var hour = 0; hour < 50; hour++) clock.Advance(TimeSpan.FromHours(1));

        await Until.TrueAsync(async () =>
            (await server.Operator.GetOkAsync("/api/v1/events?kind=group"))["events"]!.AsArray().Count == 0);
        Assert.True(Count(await server.Operator.GetOkAsync("/api/v1/audit"), "rows") >= audit);
    }

    public void Dispose() => _file.Dispose();

    private static int Count(System.Text.Json.Nodes.JsonNode list, string rows) => list[rows]!.AsArray().Count;

    private static EventRetention Retention(EventStore store) =>
        new(store, Days, new FixedClock(), NullLogger<EventRetention>.Instance);

    private static List<EventRecord> Events(int count, DateTimeOffset at) =>
        [.. Enumerable.Range(0, count).Select(_ => new EventRecord { At = at, Kind = EventKinds.Fault, Message = "x" })];

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Noon;
    }
}
