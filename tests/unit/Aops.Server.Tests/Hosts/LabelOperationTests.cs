using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Query;
using Aops.Query.Evaluation;
using Aops.Server.Events;
using Aops.Server.Hosts;
using Aops.Server.Hosts.Labels;
using Aops.Server.Operations;
using Aops.Server.Storage;
using Aops.Server.Tests.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Hosts;

/// <summary>Labels of more hosts than one transaction should hold are an operation, whose hosts the request has fixed.</summary>
public sealed class LabelOperationTests
{
    private const int Count = FleetLimits.HostsPerPiece + 50;
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000);

    [Fact]
    public async Task MoreThanAPiece_AreAnOperation_ThatARequestCanFollow()
    {
        await using var server = await TestServer.StartAsync();
        await server.StopAsync();
        await using (var database = server.OpenDatabase()) await SeedAsync(database);
        await server.StartAgainAsync();

        using var body = new StringContent(
            $$"""{"q":"hostname=old","labels":{"env":"prod"},"expectedCount":{{Count}}}""", Encoding.UTF8, "application/json");
        using var response = await server.Operator.PostAsync("/api/v1/hosts/labels", body);
        var reply = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var path = response.Headers.Location!.OriginalString;
        Assert.Equal($"/api/v1/operations/{(string?)reply["operation"]}", path);
        // One has the label already.
        Assert.Equal((Count, Count - 1), ((int)reply["count"]!, (int)reply["changed"]!));
        JsonNode operation = null!;
        await Until.TrueAsync(async () => (string?)(operation = await server.Operator.GetOkAsync(path))["state"] == "done");
        Assert.Equal(
            ("labels", Count - 1, Count - 1, """{"env":"prod"}"""),
            ((string?)operation["kind"], (int)operation["total"]!, (int)operation["done"]!, operation["labels"]!.ToJsonString()));
        var found = await server.Operator.GetOkAsync("/api/v1/hosts?count=1&limit=1&q=label.env%3Dprod");
        Assert.Equal(Count, (int)found["count"]!);
    }

    // The server ends after each piece; the hosts leave the query by the change.
    [Fact]
    public async Task AfterARestart_ItGoesOn_AndEachHostIsChangedAsAWhole()
    {
        using var file = new TestDatabase();
        string operation;
        await using (var database = file.Open())
        {
            await SeedAsync(database);
            operation = await BeginAsync(database, "hostname=old and not label.env", Count - 1,
                new() { ["env"] = "new", ["zone"] = "x", ["tier"] = null });
        }

        var seen = new List<long>();
        while (true)
        {
            await using var database = file.Open();
            var store = new OperationStore(database);
            var found = (await store.FindAsync(operation, CancellationToken.None))!;
            var done = await CountAsync(database, "label.env=new and label.zone=x and not label.tier");
            Assert.Equal((done, done), (found.Done, await CountAsync(database, "label.env=new or label.zone=x")));
            seen.Add(done);
            if (found.State == OperationState.Done) break;
            await store.RunPieceAsync(Now, CancellationToken.None);
        }

        Assert.Equal([0, FleetLimits.HostsPerPiece, Count - 1, Count - 1], seen);
    }

    [Fact]
    public async Task HostThatIsFullByThen_IsLeft_AndAnEventSaysSo()
    {
        using var file = new TestDatabase();
        await using var database = file.Open();
        await SeedAsync(database);
        var operation = await BeginAsync(database, "hostname=old", Count, new() { ["new"] = "1" });
        var others = Enumerable.Range(0, 63).ToDictionary(number => $"l{number}", string? (_) => "x");
        Assert.IsType<LabelOutcome.One>(await new LabelStore(database).ChangeAsync(
            "h00003", new LabelChange(others), null, dryRun: false, CancellationToken.None));

        var store = new OperationStore(database);
        while ((await store.FindAsync(operation, CancellationToken.None))!.State != OperationState.Done)
            await store.RunPieceAsync(Now, CancellationToken.None);

        var ended = (await store.FindAsync(operation, CancellationToken.None))!;
        Assert.Equal((Count, Count - 1), (ended.Total, ended.Done));
        Assert.Equal(Count - 1, await CountAsync(database, "label.new=1"));
        var message = await database.ReadAsync(connection => connection.Prepare(
            "SELECT message FROM event WHERE kind = @kind AND agent_id = 'h00003'").Set("@kind", EventKinds.Labels)
            .ReadFirst(row => row.GetString(0)), CancellationToken.None);
        Assert.Equal("Labels of old are as they were, since it would have more than 64: new=1.", message);
    }

    private static async Task<string> BeginAsync(
        Database database, string q, long expected, Dictionary<string, string?> labels)
    {
        var query = await new HostStore(database).ParseAsync(q, CancellationToken.None);
        var many = Assert.IsType<LabelOutcome.Many>(await new LabelStore(database).ChangeAllAsync(
            query, new LabelChange(labels), expected, TestActor.Operator, Now, CancellationToken.None));
        return many.OperationId!;
    }

    private static async Task<long> CountAsync(Database database, string q)
    {
        var store = new HostStore(database);
        return await store.CountAsync(await store.ParseAsync(q, CancellationToken.None), Now, CancellationToken.None);
    }

    private static Task SeedAsync(Database database) =>
        HostSeed.StoreAsync(database, [.. Enumerable.Range(0, Count + 7).Select(number => new HostFacts
        {
            Id = $"h{number:D5}", Hostname = number < Count ? "old" : "new", Version = "1", State = HostState.Never,
            EnrolledAt = Now,
            Labels = number == 9
                ? new Dictionary<string, string> { ["tier"] = "a", ["env"] = "prod" }
                : new Dictionary<string, string> { ["tier"] = "a" },
        })]);
}
