using Aops.Query;
using Aops.Query.Evaluation;
using Aops.Server.Groups;
using Aops.Server.Layers;
using Aops.Server.Operations;
using Aops.Server.Tests.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Layers;

/// <summary>Operations over more hosts than one piece has, with the database closed between any two pieces.</summary>
public sealed class OperationTests : IDisposable
{
    private const int Hosts = (2 * FleetLimits.HostsPerPiece) + 50;

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000);

    private readonly TestDatabase _file = new();

    [Fact]
    public async Task Move_GoesOnAfterARestart_UntilEveryHostHasTheRevision()
    {
        await SeedAsync();
        var changed = await ChangeAsync(LayerName.Fleet, """logLevel""", "warn");
        Assert.Equal((Hosts, FleetLimits.HostsPerPiece), (changed.Hosts, changed.Moved.Count));

        Assert.Equal([500, 50, 0], await RunAllAsync(changed.OperationId!));

        await using var database = _file.Open();
        var hosts = await new LayerStore(database).ListHostsAsync(CancellationToken.None);
        Assert.All(hosts, host => Assert.Equal([1], host.Layers.Select(pointer => pointer.Revision)));
        Assert.All(hosts, host => Assert.True(host.Revision >= changed.Revision.Change));
    }

    [Fact]
    public async Task LaterRevision_TakesThePlaceOfAMoveThatGoesOn()
    {
        await SeedAsync();
        var first = await ChangeAsync(LayerName.Fleet, "logLevel", "warn");

        var second = await ChangeAsync(LayerName.Fleet, "logLevel", "error");

        await using (var database = _file.Open())
        {
            var superseded = await new OperationStore(database).FindAsync(first.OperationId!, CancellationToken.None);
            Assert.Equal(OperationState.Superseded, superseded!.State);
        }
        await RunAllAsync(second.OperationId!);
        await using var again = _file.Open();
        Assert.All(await new LayerStore(again).ListHostsAsync(CancellationToken.None),
            host => Assert.Equal([2], host.Layers.Select(pointer => pointer.Revision)));
    }

    [Fact]
    public async Task Review_GivesAndTakesTheLayerOfAGroup()
    {
        await SeedAsync();
        await SaveGroupAsync("hostname=even", isNew: true);
        var moved = await ChangeAsync(LayerName.Group("g"), "logLevel", "warn");
        if (moved.OperationId is { } move) await RunAllAsync(move);

        var saved = await SaveGroupAsync("hostname=odd", isNew: false);
        await RunAllAsync(saved.OperationId!);

        await using var database = _file.Open();
        var members = await new LayerStore(database).ListMembersAsync(LayerName.Group("g"), CancellationToken.None);
        Assert.Equal(Hosts / 2, members.Count);
        Assert.All(members, id => Assert.Equal(1, int.Parse(id[1..], System.Globalization.CultureInfo.InvariantCulture) % 2));
    }

    [Fact]
    public async Task FrozenFleet_IsNotMovedOn_UntilTheFreezeEnds()
    {
        await SeedAsync();
        var changed = await ChangeAsync(LayerName.Fleet, "logLevel", "debug");
        await using (var database = _file.Open())
        {
            var (store, freeze) = (new OperationStore(database), new FleetFreeze(database, TimeProvider.System));
            await freeze.BeginAsync(new Freeze { Reason = "r", Author = "o", Since = Now });
            Assert.False(await store.HasWorkAsync(Now, CancellationToken.None));
            Assert.Empty((await store.RunPieceAsync(Now, CancellationToken.None)).Moved);
            await freeze.EndAsync(Now);
            Assert.True(await store.HasWorkAsync(Now, CancellationToken.None));
        }
        Assert.NotEmpty(await RunAllAsync(changed.OperationId!));
    }

    public void Dispose() => _file.Dispose();

    // Each piece by a server of its own; how many hosts each piece told of a change.
    private async Task<List<int>> RunAllAsync(string operation)
    {
        var pieces = new List<int>();
        while (true)
        {
            await using var database = _file.Open();
            var store = new OperationStore(database);
            if ((await store.FindAsync(operation, CancellationToken.None))!.State == OperationState.Done) return pieces;
            pieces.Add((await store.RunPieceAsync(Now, CancellationToken.None)).Moved.Count);
        }
    }

    private async Task SeedAsync()
    {
        await using var database = _file.Open();
        await HostSeed.StoreAsync(database, [.. Enumerable.Range(0, Hosts).Select(number => new HostFacts
        {
            Id = $"h{number:D5}", Hostname = number % 2 == 0 ? "even" : "odd", Version = "1", State = HostState.Never, EnrolledAt = Now,
        })]);
    }

    private async Task<LayerOutcome.Changed> ChangeAsync(LayerName layer, string key, string value)
    {
        await using var database = _file.Open();
        var change = new LayerChange
        {
            Layer = layer, Author = TestActor.Operator, Scope = QueryNode.All, Message = "", Now = Now,
            Make = _ => new LayerDocument { Settings = new Dictionary<string, string> { [key] = value } },
        };
        return Assert.IsType<LayerOutcome.Changed>(await new LayerStore(database).ChangeAsync(change, CancellationToken.None));
    }

    private async Task<GroupOutcome.Saved> SaveGroupAsync(string query, bool isNew)
    {
        await using var database = _file.Open();
        var change = new GroupChange
        {
            Name = "g", Rank = 1, Note = "", By = TestActor.Operator, Scope = QueryNode.All, Now = Now, IsNew = isNew,
            Query = await new Aops.Server.Hosts.HostStore(database).ParseAsync(query, CancellationToken.None),
        };
        return Assert.IsType<GroupOutcome.Saved>(await new GroupStore(database).SaveAsync(change, false, CancellationToken.None));
    }
}
