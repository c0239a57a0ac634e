using System.Diagnostics;
using Aops.Query;
using Aops.Query.Evaluation;
using Aops.Query.Parsing;
using Aops.Query.Tests;
using Aops.Server.Hosts;
using Aops.Server.Hosts.Facets;
using Aops.Server.Hosts.Labels;
using Aops.Server.Hosts.Sql;
using Aops.Server.Operations;
using Aops.Server.Storage;
using Aops.Server.Tests.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Hosts;

/// <summary>What a page costs at 1,000 and at 100,000 stored hosts. Takes a minute: run by hand, with --explicit only.</summary>
public sealed class HostFigures(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Now = RandomQueries.Now;

    // Each is answered by an index: a page of 100 must not become dearer with the fleet.
    private static readonly string[] Indexed =
    [
        "", "id=h00500", "state=online", "offline", "label.env=prod", "label.rare", "label.rare=1 and label.env=prod", "sub_agents has host-metrics",
        "version=1.2.0", "version<1.2.0", "version>=1.3.0", "last_seen>2d", "last_seen<1m", "enrolled<1d", "hostname~web5*", "hostname=web500.example.org",
        "host.os~debian*", "host.arch=arm64", "faults>0", "faults=0", "upgrade=rolled-back", "label.env=prod and offline",
    ];

    // These look at each host until the page is full.
    private static readonly string[] Bounded =
        ["hostname~*.example.org", "hostname~zzz", "label.env~pro*", "not online", "env=test or env=prod", "label.env=prod and hostname~zzz"];

    [Fact(Explicit = true), Trait("Kind", "Figures")]
    public async Task Page_CostsWhatItShows()
    {
        using var small = new TestDatabase();
        using var large = new TestDatabase();
        await using var few = await FillAsync(small.Name, 1000);
        await using var many = await FillAsync(large.Name, 100_000);
        var dearer = new List<string>();
        foreach (var query in Indexed.Concat(Bounded))
        {
            // Pages of the same length are compared: of some queries 1,000 hosts have less than a page.
            var (at1000, rows) = await MeasureAsync(few, query, 100);
            var (at100000, _) = await MeasureAsync(many, query, Math.Max(1, rows));
            var line = $"{query,-40} {rows,4} {at1000,9:F3} ms {at100000,9:F3} ms  x{at100000 / at1000:F1}";
            output.WriteLine(line);
            // Below 0.2 ms it is the cost of a call that is measured.
            if (Indexed.Contains(query) && at100000 > 3 * Math.Max(at1000, 0.2)) dearer.Add(line);
        }
        await TellTheRestAsync(many);
        Assert.Empty(dearer);
    }

    private async Task TellTheRestAsync(Database many)
    {
        var prod = QueryParser.Parse("env=prod", new ListedLabels("env"));
        foreach (var (name, query) in new[] { ("all", QueryNode.All), ("env=prod", prod) })
        {
            await TellRatioAsync($"count of {name}",
                () => many.ReadAsync(connection => HostStore.CountRows(connection, query, Now), CancellationToken.None),
                () => new HostStore(many).CountAsync(query, Now, CancellationToken.None));
        }
        // As facets of all hosts were counted before: over the index of each field.
        string[] former = ["version_key", "state", "os_key"];
        var fields = FacetField.ParseList("version,state,host.os");
        await TellRatioAsync("facets by version,state,host.os",
            () => many.ReadAsync(
                connection => former.Sum(column => connection.Prepare(
                    $"SELECT {column}, count(*) FROM agent GROUP BY {column} ORDER BY count(*) DESC, {column} LIMIT 101")
                    .Read(row => row.GetInt64(1)).Sum()) + HostStore.CountRows(connection, QueryNode.All, Now),
                CancellationToken.None),
            () => new FacetStore(many).CountAsync(QueryNode.All, fields, Now, CancellationToken.None));
        await TellLabelsAsync(many);
    }

    // One transaction over all hosts, as a request was once, beside the request and the pieces of an operation.
    private async Task TellLabelsAsync(Database many)
    {
        var watch = Stopwatch.StartNew();
        await many.WriteAsync(
            connection =>
            {
                new LabelTargets(connection, Change("first")).Apply(HostSelect.All("a.id", QueryNode.All, Now, LabelTargets.Insert));
                return true;
            },
            Durability.Disk, CancellationToken.None);
        var whole = watch.Elapsed.TotalMilliseconds;
        watch.Restart();
        var outcome = await new LabelStore(many).ChangeAllAsync(
            QueryNode.All, Change("second"), 100_000, TestActor.Operator, Now, CancellationToken.None);
        var request = watch.Elapsed.TotalMilliseconds;
        var (store, longest, pieces) = (new OperationStore(many), 0.0, 0);
        var id = Assert.IsType<LabelOutcome.Many>(outcome).OperationId!;
        while ((await store.FindAsync(id, CancellationToken.None))!.State != OperationState.Done)
        {
            var piece = Stopwatch.StartNew();
            await store.RunPieceAsync(Now, CancellationToken.None);
            (longest, pieces) = (Math.Max(longest, piece.Elapsed.TotalMilliseconds), pieces + 1);
        }
        output.WriteLine($"one label set on all: {whole:F0} ms in one transaction; request {request:F0} ms (x{request / whole:F3}), " +
            $"{pieces} pieces, longest {longest:F0} ms (x{longest / whole:F4}), until done {watch.Elapsed.TotalMilliseconds:F0} ms");
    }

    private static LabelChange Change(string name) => new(new Dictionary<string, string?> { [name] = "1" });

    private async Task TellRatioAsync<TBefore, TAfter>(
        string what, Func<ValueTask<TBefore>> counted, Func<ValueTask<TAfter>> stored)
    {
        var (before, after) = (await BestAsync(counted), await BestAsync(stored));
        output.WriteLine($"{what}: counted {before:F2} ms, stored {after:F3} ms, x{after / before:F4}");
    }

    private static async Task<(double Milliseconds, int Rows)> MeasureAsync(Database database, string text, int limit)
    {
        var store = new HostStore(database);
        var query = QueryParser.Parse(text, new ListedLabels("env"));
        var page = new HostPage { Query = query, Order = HostOrder.For(query), Limit = limit };
        var rows = (await store.ListAsync(page, Now, CancellationToken.None)).Count;
        return (await BestAsync(() => store.ListAsync(page, Now, CancellationToken.None)), rows);
    }

    private static async Task<double> BestAsync<T>(Func<ValueTask<T>> work)
    {
        var best = double.MaxValue;
        for (var i = 0; i < 9; i++)
        {
            var watch = Stopwatch.StartNew();
            await work();
            best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
        }
        return best;
    }

    private static async Task<Database> FillAsync(string path, int count)
    {
        var database = Database.Open(new SqliteDialect(path));
        var random = new Random(1);
        var hosts = Enumerable.Range(0, count).Select(number => new HostFacts
        {
            Id = $"h{random.Next(90) + 10}{number:D6}",
            Hostname = $"{(number % 2 == 0 ? "web" : "db")}{number}.example.org",
            Version = $"1.{random.Next(6)}.{random.Next(10)}",
            State = number % 50 == 0 ? HostState.Offline : HostState.Online,
            LastSeen = Now - (number % 50 == 0 ? TimeSpan.FromDays(random.Next(30)) : TimeSpan.FromSeconds(random.Next(90))),
            EnrolledAt = Now - TimeSpan.FromMinutes(random.Next(500_000)),
            Os = random.Next(2) == 0 ? "Debian GNU/Linux 12 (bookworm)" : "Ubuntu 24.04",
            Kernel = $"6.{random.Next(12)}.0",
            Architecture = random.Next(4) == 0 ? "arm64" : "x64",
            ServiceManager = "systemd",
            Faults = random.Next(20) == 0 ? 1 : 0,
            Upgrade = random.Next(100) == 0 ? "rolled-back" : "success",
            SubAgents = ["host-metrics", "node-exporter"],
            Labels = new Dictionary<string, string>
            {
                ["env"] = random.Next(3) == 0 ? "test" : "prod", ["tier"] = $"{random.Next(10)}",
                [number % 300 == 7 ? "rare" : "team"] = $"{random.Next(3)}",
            },
        });
        foreach (var chunk in hosts.Chunk(5000)) await HostSeed.StoreAsync(database, chunk);
        return database;
    }
}
