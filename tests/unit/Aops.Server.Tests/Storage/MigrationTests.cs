using Aops.Query;
using Aops.Server.Agents;
using Aops.Server.Commands;
using Aops.Server.Enrolment;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Layers;
using Aops.Server.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Storage;

/// <summary>A database of every earlier schema opens with all its rows, in both dialects.</summary>
public sealed class MigrationTests : IDisposable
{
    private const long At = 1_790_000_000_000;

    // The first schema that has layers in the place of desired states.
    private const int LayersSchema = 6;

    // What the first schema has already.
    private const string Rows = """
        INSERT INTO agent (id, machine_id, hostname, token_hash, version, enrolled_at, last_seen, interval_seconds)
          VALUES ('a1', 'm1', 'host-a1', @hash, '1.0.0', 1790000000000, 1790000000000, 30);
        INSERT INTO agent_status (agent_id, document) VALUES ('a1', @hash);
        INSERT INTO desired (scope, revision, document, changed_at) VALUES ('a1', 6, @document, 1790000000000);
        UPDATE counter SET value = 7 WHERE name = 'revision';
        INSERT INTO enrolment_token (id, hash, note, created_at, expires_at, uses_max, uses_left)
          VALUES ('t1', @hash, 'größe', 1790000000000, 4945673600000, 5, 3);
        INSERT INTO command (id, agent_id, kind, created_at, expires_at)
          VALUES ('c1', 'a1', 'restart-agent', 1790000000000, 4945673600000);
        INSERT INTO event (at, kind, message) VALUES (1790000000000, 'removed', 'gone')
        """;

    private readonly TestDatabase _file = new();

    public static TheoryData<int> Versions => [.. Enumerable.Range(1, Schema.Version)];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task EverySchema_IsBroughtUpToDate_AndKeepsItsRows(int version)
    {
        byte[] hash = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];
        Make(version, hash);

        await using var database = _file.Open();

        var stop = CancellationToken.None;
        var agent = Assert.Single(await new AgentStore(database).ListAsync(null, 10, stop));
        Assert.Equal(("a1", "host-a1", At), (agent.Id, agent.Hostname, agent.LastSeen!.Value.ToUnixTimeMilliseconds()));
        Assert.Equal(hash, agent.Status);
        Assert.Equal(hash, (await new AgentStore(database).FindCredentialAsync("a1", stop))!.TokenHash);
        await AssertLayersAsync(new LayerStore(database), version);
        var token = Assert.Single(await new EnrolmentStore(database).ListTokensAsync(TimeKey.Last, 10, DateTimeOffset.UnixEpoch, stop));
        Assert.Equal(("größe", 3, EnrolmentApproval.Auto, EnrolmentTokenState.Valid),
            (token.Note, token.UsesLeft, token.Approval, token.State));
        Assert.Equal("c1", Assert.Single(await new CommandStore(database, new NoRuns()).ListAsync("a1", null, 10, stop)).Command.Id);
        var entry = Assert.Single(await new EventStore(database).ListAsync(EventFilter.None, 0, 10, DateTimeOffset.UnixEpoch, stop));
        Assert.Equal((1, "gone"), (entry.Id, entry.Message));
    }

    // What a host holds stays what it is told, and the numbers go on from the last one.
    private static async Task AssertLayersAsync(LayerStore layers, int version)
    {
        var stop = CancellationToken.None;
        if (version < LayersSchema)
        {
            var host = Assert.Single(await layers.ListHostsAsync(stop));
            Assert.Equal(("a1", 6), (host.AgentId, host.Revision));
            Assert.Equal([("fleet", 0L), ("host:a1", 1)], host.Layers.Select(pointer => (pointer.Layer.Text, pointer.Revision)));
            var own = await layers.FindHeadAsync(LayerName.Host("a1"), stop);
            Assert.Equal((6, true, "x"), (own!.Change, own.Document!.ReplaceSubAgents, own.Document.SubAgents![0].Name));
        }
        var change = new LayerChange
        {
            Layer = LayerName.Fleet, Make = _ => LayerDocument.Empty, Author = TestActor.Operator, Scope = QueryNode.All, Message = "", Now = DateTimeOffset.UnixEpoch,
        };
        Assert.Equal(8, Assert.IsType<LayerOutcome.Changed>(await layers.ChangeAsync(change, stop)).Revision.Change);
    }

    [Fact]
    public async Task NewestSchema_IsLeftAsItIs()
    {
        await _file.Open().DisposeAsync();
        await _file.Open().DisposeAsync();

        using var dialect = _file.NewDialect();
        using var connection = dialect.OpenReader();
        Assert.Equal(Schema.Version, dialect.ReadSchemaVersion(connection));
    }

    public void Dispose() => _file.Dispose();

    private void Make(int version, byte[] hash)
    {
        using var dialect = _file.NewDialect();
        using var connection = dialect.OpenWriter();
        Schema.Migrate(connection, dialect, version);
        foreach (var statement in Rows.Split(';'))
        {
            if (version >= LayersSchema && statement.Contains("INTO desired", StringComparison.Ordinal)) continue;
            var command = connection.Prepare(statement);
            if (statement.Contains("@document", StringComparison.Ordinal))
                command.Set("@document", """{"subAgents":[{"name":"x","version":"1","running":true,"order":6,"env":{}}],"settings":{}}"""u8.ToArray());
            if (statement.Contains("@hash", StringComparison.Ordinal)) command.Set("@hash", hash);
            command.Run();
        }
    }
}
