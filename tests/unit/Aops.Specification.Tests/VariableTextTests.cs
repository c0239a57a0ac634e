using Aops.Contracts.SubAgents;

namespace Aops.Specification.Tests;

public sealed class VariableTextTests
{
    private static readonly Dictionary<string, string> Variables = new() { ["A"] = "1", ["EMPTY"] = "", ["D"] = "$A ${A} $$" };

    [Theory]
    [InlineData("${A}", "1")]
    [InlineData("x${A}y${A}", "x1y1")]
    [InlineData("$${A}", "${A}")]
    [InlineData("$$${A}", "$${A}")]
    [InlineData("echo $${HOSTNAME} ${A}", "echo ${HOSTNAME} 1")]
    [InlineData("$A $$ a$$b ${ ${} ${1} $", "$A $$ a$$b ${ ${} ${1} $")]
    [InlineData("[${EMPTY}]", "[]")]
    [InlineData("${D}", "$A ${A} $$")]
    public void Case_B25_ADollarSign_MeansAVariableOnlyWhereItSaysSo(string text, string expanded) =>
        Assert.Equal((expanded, null), (VariableText.Expand(text, Variables, out var missing), missing));

    [Fact]
    public void Case_B25_AVariableThatIsNotThere_IsNamed()
    {
        Assert.Null(VariableText.Expand("${A} $${C} ${B}", Variables, out var missing));
        Assert.Equal("B", missing);
    }

    [Fact]
    public void Case_B25_Pack_NamesWhatIsNotThere_AndHowToWriteTheTextItself()
    {
        var spec = new SubAgentSpec
        {
            Name = "a", Version = "1", Exec = "a", User = "nobody",
            Args = ["${NOPE} $${HOSTNAME} ${PATH} ${HOME}", "${PORT}"],
            Env = new Dictionary<string, string> { ["PORT"] = "1" },
            Liveness = new ProbeSpec { Kind = ProbeKind.Http, Url = "http://127.0.0.1:${PROT}/" },
        };

        Assert.Equal(
            [
                "args: ${NOPE} is not in the environment of the sub-agent; set it in env, or write $${NOPE} for the text itself",
                "liveness: ${PROT} is not in the environment of the sub-agent; set it in env, or write $${PROT} for the text itself",
            ],
            SubAgentReferences.FaultsOf(spec));
        Assert.Contains(SubAgentReferences.FaultsOf(spec with { User = null }), f => f.StartsWith("args: ${HOME}"));
    }
}
