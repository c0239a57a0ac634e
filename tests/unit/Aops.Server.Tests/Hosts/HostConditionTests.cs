using Aops.Layout;
using Aops.Query;
using Aops.Query.Evaluation;
using Aops.Query.Parsing;
using Aops.Query.Tests;
using Aops.Server.Hosts;
using Aops.Server.Hosts.Sql;
using Aops.Server.Storage;
using Aops.Server.Tests.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Hosts;

public sealed class HostConditionTests
{
    private const int Queries = 600;

    private static readonly string[] Sorts =
        ["memory.bytes", "-host.os.version", "id", "-id", "hostname", "-hostname", "version", "-version", "state", "last_seen", "-last_seen", "enrolled", "host.os", "-faults"];

    // Both evaluations of a query have the same hosts, in whatever order and by whatever pages they are listed.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Database_AnswersAsTheFactsDo(int seed)
    {
        using var file = new TestDatabase();
        await using var database = file.Open();
        var store = new HostStore(database);
        var random = new RandomQueries(seed);
        var hosts = Enumerable.Range(0, 60).Select(random.NextHost).ToList();
        await HostSeed.StoreAsync(database, hosts);
        for (var i = 0; i < Queries; i++)
        {
            var text = random.NextQuery();
            var query = QueryParser.Parse(text, ListedLabels.None);
            var expected = hosts.Where(host => QueryPredicate.Holds(query, host, RandomQueries.Now)).Select(host => host.Id);
            var order = i % 3 == 0 ? HostOrder.For(query) : HostOrder.Parse(Sorts[i % Sorts.Length])!;

            var found = await ListAsync(store, query, order, pageRows: 1 + i % 9);

            Assert.True(expected.SequenceEqual(found.Select(host => host.Facts.Id).Order(StringComparer.Ordinal)), text);
            Assert.Equal(found.Count, await store.CountAsync(query, RandomQueries.Now, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Hosts_AreReadAsTheyWereStored()
    {
        using var file = new TestDatabase();
        await using var database = file.Open();
        var random = new RandomQueries(3);
        var hosts = Enumerable.Range(0, 150).Select(random.NextHost).ToList();
        await HostSeed.StoreAsync(database, hosts);

        var found = await ListAsync(new HostStore(database), QueryNode.All, HostOrder.Parse("id")!, 1000);

        Assert.Equal(hosts.Select(Describe), found.Select(host => Describe(host.Facts)));
    }

    [Fact]
    public async Task Order_IsThatOfTheKeys()
    {
        using var file = new TestDatabase();
        await using var database = file.Open();
        var random = new RandomQueries(4);
        await HostSeed.StoreAsync(database, [.. Enumerable.Range(0, 40).Select(random.NextHost)]);
        var store = new HostStore(database);

        var versions = (await ListAsync(store, QueryNode.All, HostOrder.Parse("-version")!, 3)).Select(host => host.Facts.Version).ToList();

        Assert.Equal(versions.OrderDescending(Aops.Layout.VersionOrder.Instance).Select(VersionKey.Of), versions.Select(VersionKey.Of));
    }

    // A range or a prefix is listed in the order of its index, an equality in that of the ids.
    [Theory]
    [InlineData("", "id")]
    [InlineData("state=online", "id")]
    [InlineData("version<1.2 and label.env=prod", "id")]
    [InlineData("version<1.2", "version")]
    [InlineData("not online and hostname~web*", "hostname")]
    [InlineData("last_seen>2d", "last_seen")]
    [InlineData("faults>0 or online", "id")]
    [InlineData("hostname~web", "hostname")]
    [InlineData("hostname~web and version<2", "version")]
    [InlineData("label.env~pro", "id")]
    [InlineData("state in (late, offline)", "state")]
    public void Order_FollowsTheQuery(string query, string sort) =>
        Assert.Equal(sort, HostOrder.For(QueryParser.Parse(query, ListedLabels.None)).Name);

    [Theory]
    [InlineData("web", "wec")]
    [InlineData("a\uD7FF", "a\uE000")]
    [InlineData("a\U0010FFFF", "b")]
    [InlineData("\U0010FFFF", null)]
    public void Prefix_HasAnEnd(string prefix, string? end) => Assert.Equal(end, PrefixEnd.Of(prefix));

    private static async Task<List<HostRecord>> ListAsync(HostStore store, QueryNode query, HostOrder order, int pageRows)
    {
        var page = new HostPage { Query = query, Order = order, Limit = pageRows };
        var found = new List<HostRecord>();
        while (true)
        {
            var hosts = await store.ListAsync(page, RandomQueries.Now, CancellationToken.None);
            found.AddRange(hosts);
            if (hosts.Count < pageRows) return found;
            page = page with { After = hosts[^1].Place };
        }
    }

    // Its lists are written apart; addresses and packages are not read with a list of hosts.
    private static HostFacts Plain(HostFacts host) => host with
    {
        Labels = new Dictionary<string, string>(), SubAgents = [], Addresses = [],
        Packages = new Dictionary<string, IReadOnlyList<string>>(),
    };

    private static string Describe(HostFacts host) =>
        $"{Plain(host)} {string.Join(',', host.SubAgents.Order(StringComparer.Ordinal))} " +
        string.Join(',', host.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));
}
