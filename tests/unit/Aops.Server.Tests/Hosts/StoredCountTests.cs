using Aops.Query;
using Aops.Query.Fields;
using Aops.Query.Evaluation;
using Aops.Query.Parsing;
using Aops.Query.Tests;
using Aops.Server.Agents;
using Aops.Server.Groups;
using Aops.Server.Hosts;
using Aops.Server.Hosts.Facets;
using Aops.Server.Hosts.Labels;
using Aops.Server.Operations;
using Aops.Server.Storage;
using Aops.Server.Tests.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Hosts;

/// <summary>A random walk of a fleet, after each step of which the stored counts are those that one counts.</summary>
public sealed class StoredCountTests
{
    private const int Steps = 250;
    private static readonly DateTimeOffset Now = RandomQueries.Now;
    private static readonly CancellationToken Stop = CancellationToken.None;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Counts_AreThoseOfTheRows(int seed)
    {
        using var file = new TestDatabase();
        await using var database = file.Open();
        var walk = new CountWalk(database, seed);
        for (var step = 0; step < Steps; step++)
        {
            var what = await walk.StepAsync();
            var (stored, counted) = await database.ReadAsync(connection => (ReadStored(connection), Count(connection)), Stop);
            Assert.True(stored.SequenceEqual(counted), $"step {step}, {what}: " +
                string.Join("; ", stored.Except(counted).Concat(counted.Except(stored))));
        }
        Assert.True(walk.Kinds.Count == CountWalk.KindsAll, string.Join(", ", walk.Kinds));
    }

    [Fact]
    public async Task Queries_AreAnsweredByThem_AsByAnIndex()
    {
        using var file = new TestDatabase();
        await using var database = file.Open();
        var random = new RandomQueries(5);
        await HostSeed.StoreAsync(database, [.. Enumerable.Range(0, 60).Select(random.NextHost)]);
        var byCounts = 0;
        for (var i = 0; i < 1500; i++)
        {
            var text = random.NextQuery();
            var query = QueryParser.Parse(text, ListedLabels.None);
            var (stored, counted) = await database.ReadAsync(
                connection => (StoredCounts.Find(connection, query), HostStore.CountRows(connection, query, Now)), Stop);
            Assert.True(stored is null || stored == counted, $"{text}: {stored}, not {counted}");
            if (stored is not null) byCounts++;
        }
        Assert.InRange(byCounts, 100, 1400);
    }

    [Fact]
    public void EveryCountableField_HasStoredCounts() => Assert.Equal(
        Countable.Order(StringComparer.Ordinal),
        CountSource.All.Where(source => source.Table != "agent_label").Select(source => source.Field.Trim('\''))
            .Order(StringComparer.Ordinal));

    // A condition that every host fulfils makes the facets be counted.
    [Fact]
    public async Task Facets_AreThoseThatAreCounted()
    {
        using var file = new TestDatabase();
        await using var database = file.Open();
        var random = new RandomQueries(6);
        await HostSeed.StoreAsync(database, [.. Enumerable.Range(0, 60).Select(random.NextHost)]);
        var counted = QueryParser.Parse("id~h*", ListedLabels.None);
        string[] names = [.. Countable, "label.env", "label.none"];
        foreach (var field in names.SelectMany(FacetField.ParseList))
        {
            var fast = (await new FacetStore(database).CountAsync(QueryNode.All, [field], Now, Stop));
            var slow = (await new FacetStore(database).CountAsync(counted, [field], Now, Stop));

            Assert.Equal(slow.Count, fast.Count);
            Assert.Equal(slow.Facets[0].Values, fast.Facets[0].Values);
        }
    }

    private static IEnumerable<string> Countable =>
        HostFields.All.Where(asked => asked.IsCountable && !asked.IsPrefixed).Select(asked => asked.Name);

    private static List<string> ReadStored(StoreConnection connection) =>
        [.. connection.Prepare("SELECT field, value, hosts FROM host_count")
            .Read(row => $"{row.GetString(0)}: '{row.GetString(1)}' {row.GetInt64(2)}").Order(StringComparer.Ordinal)];

    private static List<string> Count(StoreConnection connection) =>
        [.. CountSource.All.SelectMany(source => connection.Prepare(source.Count)
            .Read(row => $"{row.GetString(0)}: '{row.GetString(1)}' {row.GetInt64(2)}")).Order(StringComparer.Ordinal)];
}
