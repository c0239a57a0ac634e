using System.CommandLine;

namespace Aops.CommandLine.Tests;

public sealed class ParseFaultTests
{
    private static readonly Option<int?> Days = new Option<int?>("--days").Within(0, 30);

    private static readonly Option<string> Kind = new Option<string>("--kind").AcceptOnlyFromAmong("agent", "subagent");

    private static string Describe(string words)
    {
        var show = new Command("show")
        {
            new Argument<string>("NAME"), Days, new Option<int>("--lines", "-n"), Kind, new Option<string>("--file") { Required = true },
        };
        var root = new RootCommand { new Command("status"), show, new Option<bool>("--json") { Recursive = true } };
        return string.Join('\n', ParseFaults.Describe(root.Parse(words)));
    }

    [Theory]
    [InlineData("stauts", "there is no verb 'stauts'; did you mean status?")]
    [InlineData("frobnicate", "there is no verb 'frobnicate'; there are status, show")]
    [InlineData("", "a verb is missing; there are status, show")]
    [InlineData("status --jsno", "status has no option --jsno; did you mean --json?")]
    [InlineData("status --quiet=yes", "status has no option --quiet")]
    [InlineData("hsow a b --file f", "there is no verb 'hsow'; did you mean show?")]
    [InlineData("status --file f", "status has no option --file")]
    [InlineData("status now", "status has no use for the word 'now'")]
    [InlineData("show a --file f --days many", "--days: 'many' is not a whole number from 0 to 30")]
    [InlineData("show a --file f --days 31", "--days: '31' is not a whole number from 0 to 30")]
    [InlineData("show a --file f -n abc", "--lines: 'abc' is not a whole number that it takes")]
    [InlineData("show a --file f --kind sub-agent", "--kind: 'sub-agent' is none of agent, subagent; did you mean subagent?")]
    [InlineData("show a --file f --days", "--days needs a value")]
    [InlineData("show a --file f --file g", "--file takes one value, and several were given")]
    [InlineData("show a", "show needs --file")]
    [InlineData("show --file f", "show needs NAME")]
    [InlineData("show a --file f", "")]
    public void Fault_IsASentence(string words, string sentences) => Assert.Equal(sentences, Describe(words));

    [Fact]
    public void EachFault_IsToldOnce() => Assert.Equal(
        "show has no option --fiel; did you mean --file?\n--days: 'x' is not a whole number from 0 to 30",
        Describe("show a --days x --fiel"));
}
