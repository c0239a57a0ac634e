using System.Text;
using Aops.LogTail.Settings;
using Aops.TestSupport;

namespace Aops.LogTail.Tests;

/// <summary>A configuration is taken whole, or every fault of it is told.</summary>
public sealed class SettingsReaderTests
{
    private const string Least = """{"sources":[{"name":"a","files":["/var/log/a"]}],"sink":{"http":{"url":"https://r/in"}}}""";

    [Fact]
    public void Least_TakesEveryDefault()
    {
        var settings = Parse(Least, out var faults)!;
        Assert.Empty(faults);
        Assert.Equal("box", settings.Labels["host"]);
        Assert.Equal(SettingBounds.SpoolBytesDefault, settings.SpoolBytesMax);
        Assert.Equal(Compression.Gzip, settings.Http!.Compression);
        Assert.False(settings.Sources[0].FromBeginning);
    }

    [Fact]
    public void Shipped_HasNoFault()
    {
        var file = Path.Combine(SourceRoot.Folder, "subagents/Aops.LogTail/log-tail.json");
        Assert.NotNull(new SettingsReader("/state", "box").Read(file, out var faults));
        Assert.Empty(faults);
    }

    [Fact]
    public void Documented_HasNoFault()
    {
        var page = File.ReadAllText(Path.Combine(SourceRoot.Folder, "docs/reference/LOG-TAIL.md"));
        var block = page[(page.IndexOf("```json\n", StringComparison.Ordinal) + 8)..];
        Parse(block[..block.IndexOf("```", StringComparison.Ordinal)], out var faults);
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("""{"sorces":[]}""", "sorces is not known; did you mean 'sources'?")]
    [InlineData("""{"sources":[{"name":"a","files":["/a"],"rate":{"linesPerSec":1}}]}""",
        "sources[0].rate.linesPerSec is not known; did you mean 'linesPerSecond'?")]
    [InlineData("""{"sources":[{"name":"a","files":["log/a"]}]}""", "sources[0].files 'log/a' must be absolute")]
    [InlineData("""{"sources":[{"name":"a","files":["/a/[bc]"]}]}""", "brackets")]
    [InlineData("""{"sources":[{"name":"a"}]}""", "sources[0].files or 'journal' must be there")]
    [InlineData("""{"sources":[{"name":"a","files":["/a"]},{"name":"a","files":["/b"]}]}""", "'a' is there twice")]
    [InlineData("""{"sources":[{"name":"a","files":["/a"],"multiline":{"firstLine":"(?=x)"}}]}""", "needs backtracking")]
    [InlineData("""{"sources":[{"name":"a","files":["/a"],"multiline":{"firstLine":"("}}]}""", "no regular expression")]
    [InlineData("""{"sources":[{"name":"a","journal":{},"exclude":["x"]}]}""", "exclude is for files")]
    [InlineData("""{"sources":[{"name":"a","files":["/a"],"lineBytesMax":7}]}""", "a whole number of 1024 to")]
    [InlineData("""{"sources":[{"name":"a","files":["/a"],"startAt":"top"}]}""", "one of beginning, end")]
    [InlineData("""{"sink":{}}""", "must have either 'http' or 'file'")]
    [InlineData("""{"sink":{"http":{"url":"ftp://x"}}}""", "no address")]
    [InlineData("""{"sink":{"http":{"url":"http://r.example/","tokenFile":"t"}}}""", "in the clear")]
    [InlineData("""{"sink":{"http":{"url":"https://r/","retryStatuses":[413]}}}""", "smaller batches")]
    [InlineData("""{"labels":{"message":"x"}}""", "must not name 'message'")]
    [InlineData("""{"spool":{"bytesMax":1}}""", "spool.bytesMax must be a whole number")]
    [InlineData("""{"a":1,"a":2}""", "a is there twice")]
    [InlineData("""[1]""", "the file must be an object")]
    [InlineData("{\n\"sources\": oops}", "line 2, column 12: from here on it is not JSON")]
    public void Fault_IsNamedWithItsPlace(string text, string sentence)
    {
        Assert.Null(Parse(text, out var faults));
        Assert.Contains(faults, fault => fault.Contains(sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void Missing_IsASentence()
    {
        Assert.Null(new SettingsReader("/state", "box").Read("/nowhere/log-tail.json", out var faults));
        Assert.Contains("/nowhere/log-tail.json cannot be read", Assert.Single(faults), StringComparison.Ordinal);
    }

    private static LogTailSettings? Parse(string text, out IReadOnlyList<string> faults) =>
        new SettingsReader("/state", "box").Parse(Encoding.UTF8.GetBytes(text), "/etc", out faults);
}
