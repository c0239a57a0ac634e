using Aops.Query;
using Aops.Query.Evaluation;
using Aops.Server.Events;
using Aops.Server.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Storage;

public sealed class EventStoreTests : IDisposable
{
    // Fewer than those of a server: each is a call of its own.
    private const int EventsMax = 5 * ServerLimits.EventsPerCut;

    private readonly TestDatabase _file = new();

    [Fact]
    public async Task Log_ForgetsTheOldest()
    {
        await using var database = _file.Open();
        var store = new EventStore(database, EventsMax);
        const int batch = 700;
        const int batches = (EventsMax + 2 * ServerLimits.EventsPerCut) / batch;
        var entries = Enumerable.Range(0, batch).Select(
            _ => new EventRecord { At = DateTimeOffset.UnixEpoch, Kind = EventKinds.Fault, Message = "x" }).ToList();

        for (var i = 0; i < batches; i++) await store.AppendAsync(entries, CancellationToken.None);

        var oldest = Assert.Single(await store.ListAsync(EventFilter.None, 0, 1, DateTimeOffset.UnixEpoch, CancellationToken.None)).Id;
        var newest = Assert.Single(await store.ListLastAsync(EventFilter.None, 1, DateTimeOffset.UnixEpoch, CancellationToken.None)).Id;
        Assert.Equal(batches * batch, newest);
        Assert.InRange(
            newest - oldest + 1, EventsMax, EventsMax + ServerLimits.EventsPerCut - 1);
    }

    [Fact]
    public async Task Log_OfManyHosts_IsLonger()
    {
        await using var database = _file.Open();
        const int hosts = 2 * EventsMax / FleetLimits.EventsPerHostMax;
        await HostSeed.StoreAsync(database, [.. Enumerable.Range(0, hosts).Select(number => new HostFacts
        {
            Id = $"h{number}", Hostname = $"h{number}", Version = "1.0.0", State = HostState.Online,
            EnrolledAt = DateTimeOffset.UnixEpoch,
        })]);
        var store = new EventStore(database, EventsMax);
        var entries = Enumerable.Range(0, ServerLimits.EventsPerCut).Select(
            _ => new EventRecord { At = DateTimeOffset.UnixEpoch, Kind = EventKinds.Fault, Message = "x" }).ToList();

        for (var count = 0; count < 3 * EventsMax; count += entries.Count)
            await store.AppendAsync(entries, CancellationToken.None);

        var oldest = Assert.Single(await store.ListAsync(EventFilter.None, 0, 1, DateTimeOffset.UnixEpoch, CancellationToken.None)).Id;
        Assert.Equal(2 * EventsMax, 3 * EventsMax - oldest + 1);
    }

    [Fact]
    public async Task Classes_DoNotPushOutEachOther()
    {
        await using var database = _file.Open();
        var store = new EventStore(database, EventsMax);
        EventRecord Make(EventClass kindClass) => new()
        {
            At = DateTimeOffset.UnixEpoch, Kind = EventKinds.Fault, Class = kindClass, Message = $"{kindClass}",
        };
        await store.AppendAsync([Make(EventClass.Operator), Make(EventClass.Enrolment)], CancellationToken.None);
        var flood = Enumerable.Repeat(Make(EventClass.Agent), 2000).ToList();

        for (var count = 0; count <= EventsMax; count += flood.Count)
            await store.AppendAsync(flood, CancellationToken.None);

        var oldest = await store.ListAsync(EventFilter.None, 0, 3, DateTimeOffset.UnixEpoch, CancellationToken.None);
        Assert.Equal(["Operator", "Enrolment", "Agent"], oldest.Select(entry => entry.Message));
        Assert.True(oldest[2].Id > 3);
    }

    [Fact]
    public async Task New_W14_Series_IsOneEventThatCounts_UntilItsHourIsOver()
    {
        await using var database = _file.Open();
        var store = new EventStore(database);
        EventRecord Make(int minute, string series, string agent = "a") => new()
        {
            At = DateTimeOffset.UnixEpoch.AddMinutes(minute), Kind = EventKinds.SubAgent, AgentId = agent, Series = series, Message = $"{minute}",
        };

        await store.AppendAsync([Make(0, "x"), Make(1, "y"), Make(2, "x"), Make(3, "x", "b"), Make(59, "x")], CancellationToken.None);
        await store.AppendAsync([Make(60, "x"), Make(61, "x")], CancellationToken.None);

        var events = await store.ListAsync(EventFilter.None, 0, 9, DateTimeOffset.UnixEpoch, CancellationToken.None);
        Assert.Equal(["1:1", "3:1", "59:3", "61:2"], events.Select(entry => $"{entry.Message}:{entry.Count}"));
        Assert.Equal(DateTimeOffset.UnixEpoch, events[2].FirstSeen);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddMinutes(60), events[3].FirstSeen);
        Assert.Null(events[0].FirstSeen);
    }

    public void Dispose() => _file.Dispose();
}
