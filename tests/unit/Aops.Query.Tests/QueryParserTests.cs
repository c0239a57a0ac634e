using Aops.Query.Parsing;

namespace Aops.Query.Tests;

public sealed class QueryParserTests
{
    private static readonly ListedLabels Labels = new ListedLabels("env", "critical");

    [Theory]
    [InlineData("", "")]
    [InlineData("  ", "")]
    [InlineData("online", "state=online")]
    [InlineData("env=prod and version<1.4.0 and online and not label.critical and last_seen>2d",
        "label.env=prod and version<1.4.0 and state=online and not label.critical and last_seen>2d")]
    [InlineData("critical", "label.critical")]
    [InlineData("label.unknown=x", "label.unknown=x")]
    [InlineData("label.example.org/zone!='a b'", "not label.example.org/zone=\"a b\"")]
    [InlineData("a_b=c or online", null)]
    [InlineData("online or late and never", "state=online or state=late and state=never")]
    [InlineData("(online or late) and never", "(state=online or state=late) and state=never")]
    [InlineData("NOT (online OR late)", "not (state=online or state=late)")]
    [InlineData("not not online", "not not state=online")]
    [InlineData("state in (late,offline)", "state in (late, offline)")]
    [InlineData("state not in (late)", "not state=late")]
    [InlineData("hostname~web*", "hostname~web*")]
    [InlineData("hostname~*WEB", "hostname~*web")]
    [InlineData("hostname~web", "hostname~\"web\"")]
    [InlineData("hostname~*web*", "hostname~\"web\"")]
    [InlineData("hostname~\"a*\\\"b\"", "hostname~\"a*\\\"b\"")]
    [InlineData("label.env=and and label.env=or", "label.env=and and label.env=or")]
    [InlineData("label.env=''", "label.env=\"\"")]
    [InlineData("sub_agents has host-metrics", "sub_agents has host-metrics")]
    [InlineData("last_seen>=1d12h30m5s", "last_seen>=1d12h30m5s")]
    public void Query_HasOneCanonicalForm(string query, string? canonical)
    {
        if (canonical is null)
        {
            Assert.Throws<QueryException>(() => QueryParser.Parse(query, Labels));
            return;
        }
        var written = QueryText.Of(QueryParser.Parse(query, Labels));

        Assert.Equal(canonical, written);
        // It reads back as itself, whatever labels hosts have.
        Assert.Equal(canonical, QueryText.Of(QueryParser.Parse(written, ListedLabels.None)));
    }

    [Theory]
    [InlineData("vresion<1", 1, "'vresion' is no field, and no host has a label of this name; did you mean version?", "version")]
    [InlineData("online and hostnam=x", 12, "did you mean hostname?", "hostname")]
    [InlineData("offlien", 1, "did you mean offline?", "offline")]
    [InlineData("evn=prod", 1, "did you mean env?", "env")]
    [InlineData("datacentre=fra", 1, "; a label that no host has yet is written label.datacentre", "label.datacentre")]
    [InlineData("state=onlin", 7, "expected one of never, online, late, offline, unknown, gone, stopped, uninstalled; did you mean online?", "online")]
    [InlineData("version", 8, "expected an operator after version, one of = != < <= > >= in", null)]
    [InlineData("version~1", 8, "version does not take '~'; expected one of = != < <= > >= in", null)]
    [InlineData("hostname<a", 9, "hostname does not take '<'", null)]
    [InlineData("last_seen=2d", 10, "last_seen does not take '='; expected one of < <= > >=", null)]
    [InlineData("online=1", 1, "online stands alone, as a short form of state=online", null)]
    [InlineData("version<", 9, "expected a value after '<', found the end of the query", null)]
    [InlineData("version==1", 8, "'==' is no operator", null)]
    [InlineData("version<a b", 11, "expected 'and', 'or' or the end of the query, found 'b'", null)]
    [InlineData("version<\"a b\"", 9, "'a b' is no version", null)]
    [InlineData("(online", 8, "the ')' of the '(' at character 1", null)]
    [InlineData("online)", 7, "found ')'", null)]
    [InlineData("online and", 11, "expected a field, 'not' or '(', found the end of the query", null)]
    [InlineData("and online", 1, "expected a field", null)]
    [InlineData("not", 4, "expected a field", null)]
    [InlineData("last_seen>2", 11, "'2' is no age", null)]
    [InlineData("last_seen>2y", 11, "'2y' is no age", null)]
    [InlineData("last_seen>99999999999w", 11, "is no age", null)]
    [InlineData("last_seen>''", 11, "is no age", null)]
    [InlineData("faults>-1", 8, "is no whole number from 0", null)]
    [InlineData("faults>99999999999999999999", 8, "is no whole number", null)]
    [InlineData("state in online", 10, "expected '(' after 'in'", null)]
    [InlineData("state in (online", 17, "expected ',' or ')'", null)]
    [InlineData("state in ()", 11, "expected a value after 'in ('", null)]
    [InlineData("state not online", 11, "expected 'in' after 'not'", null)]
    [InlineData("hostname~a*b", 11, "* stands at the beginning or at the end", null)]
    [InlineData("hostname~**", 10, "at least one character that is not *", null)]
    [InlineData("hostname='abc", 10, "this quoted text has no end", null)]
    [InlineData("label.-a", 7, "is no name of a label", null)]
    [InlineData("label.", 7, "is no name of a label", null)]
    [InlineData("hostname has x", 10, "hostname does not take 'has'", null)]
    [InlineData("online\u0001", 7, "a control character", null)]
    public void WrongQuery_IsToldWithItsPlace(string query, int position, string sentence, string? suggestion)
    {
        var fault = Assert.Throws<QueryException>(() => QueryParser.Parse(query, Labels));

        Assert.Equal(position, fault.Position);
        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
        Assert.StartsWith($"at character {position}: ", fault.Message, StringComparison.Ordinal);
        Assert.Equal(suggestion, fault.Suggestion);
    }

    [Fact]
    public void Bounds_AreTold()
    {
        AssertBound(new string('(', 33) + "online" + new string(')', 33), 33, "within one another");
        AssertBound(string.Concat(Enumerable.Repeat("not ", 33)) + "online", 129, "within one another");
        AssertBound(string.Join(" and ", Enumerable.Repeat("online", 65)), 64 * 11 + 1, "at most 64 comparisons");
        AssertBound($"version in ({string.Join(",", Enumerable.Repeat("1", 257))})", 12 + 513, "at most 256 values");
        AssertBound($"hostname={new string('x', 513)}", 10, "at most 512 characters");
        AssertBound(new string(' ', 4097), 4097, "at most 4096 characters");
    }

    [Fact]
    public void Bounds_CanBeReached()
    {
        Parse(new string('(', 32) + "online" + new string(')', 32));
        Parse(string.Join(" and ", Enumerable.Repeat("online", 64)));
        Parse($"version in ({string.Join(",", Enumerable.Repeat("1", 256))})");
        Parse($"hostname={new string('x', 512)}");
        Parse(new string(' ', 4096));
    }

    [Fact]
    public void RandomQueries_ReadBack()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var written = QueryText.Of(Parse(new RandomQueries(seed).NextQuery()));
            Assert.Equal(written, QueryText.Of(Parse(written)));
        }
    }

    // Whatever is written, the answer is a query or a fault that has a place.
    [Fact]
    public void RandomTexts_AreAQueryOrAFault()
    {
        string[] parts = ["online", " and ", "or ", "not ", "(", ")", "=", "!=", "<", "~", "'", "\"", "\\", "*", "version", "1.2", ",", " in ", "label.", "has", "\t"];
        for (var seed = 0; seed < 5000; seed++)
        {
            var random = new Random(seed);
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)]));
            try
            {
                Parse(text);
            }
            catch (QueryException fault)
            {
                Assert.InRange(fault.Position, 1, text.Length + 1);
            }
        }
    }

    private static QueryNode Parse(string query) => QueryParser.Parse(query, ListedLabels.None);

    private static void AssertBound(string query, int position, string sentence)
    {
        var fault = Assert.Throws<QueryException>(() => Parse(query));
        Assert.Equal(position, fault.Position);
        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
    }
}
