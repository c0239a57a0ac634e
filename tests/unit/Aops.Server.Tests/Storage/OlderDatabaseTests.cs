using System.Text;
using Aops.Contracts.Wire;
using Aops.Server.Agents;
using Aops.Server.Commands;
using Aops.Server.Enrolment;
using Aops.Server.Events;
using Aops.Query;
using Aops.Server.Hosts;
using Aops.Server.Hosts.Sql;
using Aops.Server.Http;
using Aops.Server.Layers;
using Aops.Server.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Storage;

/// <summary>A database that an earlier release wrote opens with all its rows; schema-1.sql is the dump of one.</summary>
public sealed class OlderDatabaseTests : IDisposable
{
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000);
    private static readonly byte[] EnrolmentHash = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    private readonly TestDatabase _file = new();

    public OlderDatabaseTests()
    {
        using var dump = new StreamReader(typeof(OlderDatabaseTests).Assembly.GetManifestResourceStream("schema-1.sql")!);
        using var connection = _file.OpenWriter();
        connection.Run(dump.ReadToEnd());
    }

    [Fact]
    public async Task Schema_IsTheOneOfANewDatabase()
    {
        await _file.Open().DisposeAsync();
        using var fresh = new TestDatabase();
        await fresh.Open().DisposeAsync();

        Assert.Equal(ReadSchema(fresh), ReadSchema(_file));
    }

    [Fact]
    public async Task Agents_AreKept()
    {
        await using var database = _file.Open();
        var store = new AgentStore(database);

        var agents = await store.ListAsync(null, 10, CancellationToken.None);

        Assert.Equal(["a1", "a2"], agents.Select(agent => agent.Id));
        Assert.Equal("1.1.0", agents[0].Version);
        Assert.Equal((At, At.AddSeconds(30), 30, HostState.Online),
            (agents[0].EnrolledAt, agents[0].LastSeen, agents[0].IntervalSeconds, agents[0].State));
        Assert.Equal("""{"x":1}""", Encoding.UTF8.GetString(agents[0].Status!));
        Assert.Null(agents[1].Status);
        var credential = await store.FindCredentialAsync("a2", CancellationToken.None);
        Assert.Equal(("m-a2", "host-a2", (byte)100), (credential!.MachineId, credential.Hostname, credential.TokenHash[0]));
    }

    [Theory]
    [InlineData("version=1.1.0", "a1")]
    [InlineData("version<1.1.0-rc or never", "a2")]
    [InlineData("hostname~HOST-A1*", "a1")]
    [InlineData("online", "a1")]
    public async Task Agents_CanBeAskedFor(string query, string id)
    {
        await using var database = _file.Open();
        var store = new HostStore(database);
        var page = new HostPage
        {
            Query = await store.ParseAsync(query, CancellationToken.None), Order = HostOrder.Parse("id")!, Limit = 10,
        };

        Assert.Equal([id], (await store.ListAsync(page, At, CancellationToken.None)).Select(host => host.Facts.Id));
    }

    [Fact]
    public async Task DesiredStates_AreKept_AndTheRevisionGoesOn()
    {
        await using var database = _file.Open();
        var store = new LayerStore(database);
        var change = new LayerChange
        {
            Layer = LayerName.Host("a1"), Make = _ => LayerDocument.Empty, Author = TestActor.Operator, Scope = QueryNode.All, Message = "", Now = At,
        };

        var fleet = await store.FindHeadAsync(LayerName.Fleet, CancellationToken.None);
        var own = await store.FindHeadAsync(LayerName.Host("a2"), CancellationToken.None);
        var hosts = await store.ListHostsAsync(CancellationToken.None);
        var next = Assert.IsType<LayerOutcome.Changed>(await store.ChangeAsync(change, CancellationToken.None));

        Assert.Equal("10s", fleet!.Document!.Settings["heartbeatInterval"]);
        Assert.Null(own!.Document);
        Assert.Equal([fleet.Change, Math.Max(fleet.Change, own.Change)], hosts.Select(host => host.Revision));
        Assert.Equal(4, next.Revision.Change);
    }

    [Fact]
    public async Task Commands_AreKept()
    {
        await using var database = _file.Open();
        var store = new CommandStore(database, new NoRuns());

        var commands = await store.ListAsync("a1", null, 10, CancellationToken.None);
        var due = await store.ListDueAsync("a1", At, At, CancellationToken.None);

        Assert.Equal(["c2", "c1"], commands.Select(record => record.Command.Id));
        Assert.Equal((CommandKind.CollectLog, "s", 100), (commands[1].Command.Kind, commands[1].Command.SubAgent, commands[1].Command.Lines));
        Assert.Equal((CommandOutcome.Succeeded, "done"), (commands[1].Result!.Outcome, commands[1].Result!.Message));
        Assert.Equal("one\n", commands[1].Log);
        Assert.Equal("c2", Assert.Single(due).Id);
    }

    [Fact]
    public async Task EnrolmentTokens_AreKept_AndCanBeUsed()
    {
        await using var database = _file.Open();
        var store = new EnrolmentStore(database);
        var order = new EnrolmentOrder
        {
            Proof = new EnrolmentProof.Token(EnrolmentHash),
            NewId = "a3",
            AgentTokenHash = EnrolmentHash,
            Now = At,
            Request = new RegisterRequest
            {
                AgentVersion = "1.0.0",
                Host = new HostInfo { Hostname = "host-a3", MachineId = "m-a3", Architecture = "x64" },
            },
        };

        var outcome = await store.EnrolAsync(order, CancellationToken.None);

        Assert.Equal(new EnrolmentOutcome.Enrolled("a3", EnrolmentIdentity.New), outcome);
        var token = Assert.Single(await store.ListTokensAsync(TimeKey.Last, 10, At, CancellationToken.None));
        Assert.Equal(("größe", 5, 2, "a3"), (token.Note, token.UsesMax, token.UsesLeft, token.LastUse!.AgentId));
    }

    [Fact]
    public async Task Events_AreKept_AndTheirIdsGoOn()
    {
        await using var database = _file.Open();
        var store = new EventStore(database);
        await store.AppendAsync(
            [new EventRecord { At = At, Kind = EventKinds.Removed, Message = "gone" }], CancellationToken.None);

        var events = await store.ListAsync(EventFilter.None, 0, 10, DateTimeOffset.UnixEpoch, CancellationToken.None);

        Assert.Equal([1, 2, 3], events.Select(entry => entry.Id));
        Assert.Equal(("host-a1 enrolled", "a1", "host-a1"), (events[0].Message, events[0].AgentId, events[0].Hostname));
    }

    public void Dispose() => _file.Dispose();

    private static List<string> ReadSchema(TestDatabase file)
    {
        using var dialect = file.NewDialect();
        using var connection = dialect.OpenReader();
        var version = dialect.ReadSchemaVersion(connection);
        return
        [
            $"{version}",
            .. connection.Prepare("SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name").Read(row => row.GetString(0)),
        ];
    }
}
