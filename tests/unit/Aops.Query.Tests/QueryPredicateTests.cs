using Aops.Query.Evaluation;
using Aops.Query.Parsing;

namespace Aops.Query.Tests;

public sealed class QueryPredicateTests
{
    private static readonly DateTimeOffset Now = RandomQueries.Now;

    private static readonly HostFacts Host = new()
    {
        Id = "h1",
        Hostname = "Web1.example.org",
        Version = "1.10.0",
        State = HostState.Online,
        LastSeen = Now.AddHours(-1),
        EnrolledAt = Now.AddDays(-10),
        Os = "Debian GNU/Linux 12 (bookworm)",
        Architecture = "x64",
        Faults = 2,
        SubAgents = ["host-metrics"],
        Labels = new Dictionary<string, string> { ["env"] = "prod" },
    };

    [Theory]
    [InlineData("", true)]
    [InlineData("hostname=web1.EXAMPLE.org", true)]
    [InlineData("hostname~web*", true)]
    [InlineData("hostname~*.org", true)]
    [InlineData("hostname~*web", false)]
    [InlineData("hostname~example", true)]
    [InlineData("version>1.9.0", true)]
    [InlineData("version<1.10.0-rc.1", false)]
    [InlineData("version=1.10.00+build", true)]
    [InlineData("last_seen>59m", true)]
    [InlineData("last_seen>1h", false)]
    [InlineData("last_seen>=1h", true)]
    [InlineData("enrolled<10d", false)]
    [InlineData("host.os~debian*", true)]
    [InlineData("host.kernel=''", true)]
    [InlineData("faults>=2", true)]
    [InlineData("faults in (0, 1)", false)]
    [InlineData("sub_agents has host-metrics", true)]
    [InlineData("sub_agents has Host-Metrics", false)]
    [InlineData("label.env", true)]
    [InlineData("label.env=Prod", false)]
    [InlineData("label.env!=test", true)]
    [InlineData("label.tier!=gold", true)]
    [InlineData("not label.tier", true)]
    [InlineData("label.tier~*", null)]
    [InlineData("online and (label.env=test or faults>1)", true)]
    [InlineData("not (online and faults>1)", false)]
    public void Query_Holds(string query, bool? holds)
    {
        if (holds is null) Assert.Throws<QueryException>(() => QueryParser.Parse(query, ListedLabels.None));
        else Assert.Equal(holds, QueryPredicate.Holds(QueryParser.Parse(query, ListedLabels.None), Host, Now));
    }

    [Theory]
    [InlineData("last_seen>0s")]
    [InlineData("last_seen<=3660d")]
    public void HostThatWasNeverSeen_HasNoAge(string query) =>
        Assert.False(QueryPredicate.Holds(QueryParser.Parse(query, ListedLabels.None), Host with { LastSeen = null }, Now));

    [Fact]
    public void EachComparison_IsTold()
    {
        var query = QueryParser.Parse("online and not (faults>5 or env=prod)", new ListedLabels("env"));

        Assert.Equal(
            [new TermVerdict("state=online", true), new TermVerdict("faults>5", false), new TermVerdict("label.env=prod", true)],
            TermVerdict.Of(query, Host, Now));
    }
}
