using System.Text;
using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.Json.Diagnosis;

namespace Aops.Contracts.Tests;

/// <summary>What is wrong with a document is told in words of the document: place from 1, member, what is expected.</summary>
public sealed class JsonFaultTests
{
    private const string Head = "\"name\":\"a\",\"version\":\"1\",\"exec\":\"run\"";

    private static string Describe(string json) => string.Join('\n',
        JsonFaults.Find(Encoding.UTF8.GetBytes(json), ContractsJson.Default.SubAgentSpec));

    [Theory]
    [InlineData("\"readyness\":null", "readyness: is not known; did you mean readiness?")]
    [InlineData("\"limits\":{\"memoryMax\":5}", "limits.memoryMax: is not known; did you mean memoryMaxBytes?")]
    [InlineData("\"limits\":{\"memoryMaxBytes\":\"128MiB\"}",
        "limits.memoryMaxBytes: expects a whole number of bytes, not the text \"128MiB\"; write 134217728")]
    [InlineData("\"stop\":{\"deadlineSeconds\":\"2m\"}",
        "stop.deadlineSeconds: expects a whole number of seconds, not the text \"2m\"; write 120")]
    [InlineData("\"nice\":\"5\"", "nice: expects a whole number, not the text \"5\"; write 5")]
    [InlineData("\"nice\":1.5", "nice: expects a whole number, not 1.5")]
    [InlineData("\"nice\":null", "nice: expects a whole number, not null")]
    [InlineData("\"umask\":22", "umask: expects a text in double quotes, not 22")]
    [InlineData("\"args\":\"-v\"", "args: expects a list in [ ], not the text \"-v\"")]
    [InlineData("\"args\":[\"a\",2]", "args entry 2: expects a text in double quotes, not 2")]
    [InlineData("\"env\":[]", "env: expects an object in { }, not a list")]
    [InlineData("\"env\":{\"A\":1}", "env.A: expects a text in double quotes, not 1")]
    [InlineData("\"restart\":{\"policy\":\"on-failur\"}",
        "restart.policy: expects one of always, on-failure, never, not the text \"on-failur\"; did you mean on-failure?")]
    [InlineData("\"liveness\":{\"url\":\"http://h\"}", "liveness.kind: is missing")]
    [InlineData("\"nice\":1,\"nice\":2", "nice: is there twice")]
    [InlineData("\"user\":null", "")]
    public void Member_IsNamedWithWhatIsExpected(string member, string sentence) =>
        Assert.Equal(sentence, Describe($"{{{Head},{member}}}"));

    [Fact]
    public void EveryFault_IsToldWithItsLine() => Assert.Equal(
        """
        line 3: exce: is not known; did you mean exec?
        line 4: nice: expects a whole number, not true
        line 6: limits.tasksMax: expects a whole number, not the text "many"
        line 1: version: is missing
        line 1: exec: is missing
        """,
        Describe("{\n \"name\": \"a\",\n \"exce\": \"run\",\n \"nice\": true,\n \"limits\": {\n  \"tasksMax\": \"many\"\n }\n}"));

    [Theory]
    [InlineData("", "line 1: column 1: it is not JSON: the text is empty")]
    [InlineData("{\n \"name\": \"a\",\n}", "line 3: column 1: it is not JSON: there is a comma too many before '}'")]
    [InlineData("{ \"name\": \"a\" \"version\": \"1\" }", "line 1: column 15: it is not JSON: a comma is missing before this")]
    [InlineData("{ 'name': \"a\" }", "line 1: column 3: it is not JSON: names and texts need double quotes")]
    [InlineData("{ // a name\n}", "line 1: column 3: it is not JSON: JSON has no comments")]
    [InlineData("{ \"name\": True }", "line 1: column 11: it is not JSON: 'True' does not fit here")]
    [InlineData("{ \"name\": \"a\" ", "line 1: column 15: it is not JSON: the text ends too early; a quote or a closing bracket is missing")]
    [InlineData("{\"name\":\"a\nb\"}", "line 1: column 11: it is not JSON: a text goes over the end of its line; write \\n for a line break, \\t for a tab")]
    [InlineData("\uFEFF{}", "line 1: column 1: it is not JSON: the text begins with a byte order mark; save it as UTF-8 without one")]
    [InlineData("name: demo", "line 1: column 1: it is not JSON: 'name' does not fit here")]
    [InlineData("{} x", "line 1: column 4: it is not JSON: 'x' does not fit here")]
    [InlineData("[]", "expects an object in { }, not a list")]
    [InlineData("null", "expects an object in { }, not null")]
    public void Text_IsToldWhereItStopsToBeJson(string json, string sentence) => Assert.Equal(sentence, Describe(json));

    // What the serializer takes has no fault but of what it ignores, and what it does not take has one.
    [Theory]
    [InlineData("{" + Head + "}")]
    [InlineData("{" + Head + ",\"x\":1}")]
    [InlineData("{" + Head + ",\"readiness\":null}")]
    [InlineData("{" + Head + ",\"restart\":null}")]
    [InlineData("{" + Head + ",\"restart\":{\"backoffFactor\":1e400}}")]
    [InlineData("{" + Head + ",\"nice\":99999999999}")]
    [InlineData("{" + Head + ",\"args\":[null]}")]
    [InlineData("{" + Head + ",\"args\":null}")]
    [InlineData("{" + Head + ",\"env\":{\"A\":null}}")]
    [InlineData("{\"name\":\"a\",\"version\":null,\"exec\":\"run\"}")]
    [InlineData("{\"name\":\"a\"}")]
    [InlineData("{\"NAME\":\"a\",\"version\":\"1\",\"exec\":\"run\"}")]
    [InlineData("{" + Head + ",\"type\":\"Simple\"}")]
    [InlineData("{" + Head + ",\"type\":0}")]
    public void Faults_AreThoseOfTheSerializer(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        JsonException? thrown = null;
        try
        {
            JsonSerializer.Deserialize(bytes, ContractsJson.Default.SubAgentSpec);
        }
        catch (JsonException e)
        {
            thrown = e;
        }
        var faults = JsonFaults.Find(bytes, ContractsJson.Default.SubAgentSpec)
            .Where(fault => fault.Kind is not (JsonFaultKind.Unknown or JsonFaultKind.Repeated));
        Assert.Equal(thrown is not null, faults.Any());
        if (thrown is not null)
            Assert.DoesNotContain("Aops.", JsonFaults.Explain(bytes, ContractsJson.Default.SubAgentSpec, thrown), StringComparison.Ordinal);
    }

    [Fact]
    public void Exception_WithoutItsText_NamesTheMember()
    {
        var thrown = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(
            "{" + Head + ",\"args\":[\"a\",{}]}", ContractsJson.Default.SubAgentSpec));
        Assert.Equal("the value of args entry 2 in line 1 cannot be used", JsonFaults.Explain(thrown));
        Assert.Equal("own words", JsonFaults.Explain(new JsonException("own words")));
        Assert.Equal("no such file", JsonFaults.Explain(new IOException("no such file")));
    }

    [Fact]
    public void Missing_IsToldBesideTheMemberThatWasMistyped()
    {
        var json = Encoding.UTF8.GetBytes("""{"name":"a","versoin":"1","exec":"run"}""");
        var thrown = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, ContractsJson.Default.SubAgentSpec));
        Assert.Equal("versoin: is not known; did you mean version?; version: is missing",
            JsonFaults.Explain(json, ContractsJson.Default.SubAgentSpec, thrown));
    }

    // Each was an exception and a count of all lines before it: 137 KB took 4 seconds.
    [Theory]
    [InlineData("1,\n")]
    [InlineData("{\"no\":1},\n")]
    [InlineData("{\"id\":\"a\",\"id\":\"a\"},\n")]
    public void FaultsWithoutEnd_CostNoMoreThanReading(string entry)
    {
        var text = new StringBuilder("{\"runs\":[\n");
        for (var i = 0; i < 200_000; i++) text.Append(entry);
        var json = Encoding.UTF8.GetBytes(text.Append("1]}").ToString());

        var watch = System.Diagnostics.Stopwatch.StartNew();
        var faults = JsonFaults.Find(json, ContractsJson.Default.HeartbeatReply);

        Assert.Equal(64, faults.Count);
        Assert.Equal([2L, 3L], faults.Where(fault => fault.Path.StartsWith("runs", StringComparison.Ordinal)).Select(fault => fault.Line).Distinct().Take(2));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"it took {watch.Elapsed}");
    }
}
