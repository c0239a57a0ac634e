using Aops.Server.Events;
using Aops.Server.Storage;

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

        var oldest = Assert.Single(await store.ListAsync(0, 1, null, CancellationToken.None)).Id;
        var newest = Assert.Single(await store.ListLastAsync(1, null, CancellationToken.None)).Id;
        Assert.Equal(batches * batch, newest);
        Assert.InRange(
            newest - oldest + 1, EventsMax, EventsMax + ServerLimits.EventsPerCut - 1);
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

        var oldest = await store.ListAsync(0, 3, null, CancellationToken.None);
        Assert.Equal(["Operator", "Enrolment", "Agent"], oldest.Select(entry => entry.Message));
        Assert.True(oldest[2].Id > 3);
    }

    public void Dispose() => _file.Dispose();
}
