using Aops.Cli.Tests.Support;
using Aops.Harness;

namespace Aops.Cli.Tests;

/// <summary>Every fault has its exit code, a sentence, and, where it helps, what to do.</summary>
public sealed class ExitCodeTests
{
    [Theory]
    [InlineData(2, "--limit takes a number from 1 to 1000000, and not 'abc'", "hosts", "list", "--limit", "abc")]
    [InlineData(2, "-o takes table, wide, json, ndjson, yaml, csv, name, and not 'xml'", "hosts", "list", "-o", "xml")]
    [InlineData(2, "see: aops hosts list --help", "hosts", "list", "--what")]
    [InlineData(2, "did you mean version?", "hosts", "list", "-q", "verson=1")]
    [InlineData(2, "name hosts by -q QUERY, or one by --host", "hosts", "label", "a=b")]
    [InlineData(2, "'nonsense' is neither NAME=VALUE nor NAME-", "hosts", "label", "--host", "db-1", "nonsense")]
    [InlineData(2, "--timeout takes a time such as 30s", "operation", "wait", "x", "--timeout", "soon")]
    [InlineData(2, "hosts needs a verb; there are list, show", "hosts")]
    [InlineData(3, "no host has the id or the name 'nothing-here'", "hosts", "show", "nothing-here")]
    [InlineData(3, "there is no context 'mars'", "hosts", "list", "--context", "mars")]
    [InlineData(3, "group", "groups", "show", "none")]
    [InlineData(3, "no host is found by", "hosts", "remove", "-q", "env=none", "--yes")]
    [InlineData(5, "'0199aabbccdd' means several hosts", "explain", "0199aabbccdd")]
    public async Task Faults_HaveTheirCodes(int code, string told, params string[] words)
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);

        var run = (await bench.RunAsync(words)).Expect(code);

        Assert.Contains(told, run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAServer_ItSaysHowToLogIn()
    {
        await using var bench = await CliBench.StartAsync(isLoggedIn: false);

        Assert.Contains("aops login URL", (await bench.RunAsync("hosts", "list")).Expect(4).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWrongToken_Is4_InEveryVerb()
    {
        await using var bench = await CliBench.StartAsync();
        bench.LogIn(bench.Server.Application.Url.ToString(), "wrong");

        foreach (var words in new[] { "hosts list", "explain db-1", "groups list", "desired get fleet", "events", "token list", "fields" })
            Assert.Contains("fix:", (await bench.RunAsync(words.Split(' '))).Expect(4).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatIsDown_Is1_AndNamedWithItsAddress()
    {
        await using var bench = await CliBench.StartAsync();
        bench.LogIn($"https://127.0.0.1:{FreePort.Find()}/", "token");

        var run = (await bench.RunAsync("hosts", "list")).Expect(1);

        Assert.Contains("cannot be reached", run.Error, StringComparison.Ordinal);
        Assert.Contains("aops doctor", run.Error, StringComparison.Ordinal);
        var doctor = (await bench.RunAsync("doctor")).Expect(1);
        Assert.Contains("wrong", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherAuthority_IsRefused_BeforeTheTokenIsSent()
    {
        await using var bench = await CliBench.StartAsync();
        await using var other = await CliBench.StartAsync();
        bench.LogIn(other.Server.Application.Url.ToString(), "token");

        Assert.Contains("shows a certificate that is not accepted",
            (await bench.RunAsync("hosts", "list")).Expect(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnInterruptedFollow_Is130_AndSaysHowToGoOn()
    {
        await using var bench = await CliBench.StartAsync();
        using var interrupt = new CancellationTokenSource();
        var error = new StringWriter();

        var run = CliProgram.RunAsync(["events", "-f"], bench.Terminal(TextWriter.Null, error), interrupt.Token);
        await interrupt.CancelAsync();

        Assert.Equal(130, await run);
        Assert.Contains("aops events -f --after", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReaderThatHasGone_EndsAListQuietly()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync([.. Enumerable.Range(0, 1200).Select(i => Fleet.Host($"0199aabbccdd7000800000000000{i:x4}", $"n{i}"))]);
        var (output, error) = (new StringWriter(), new StringWriter());
        var terminal = bench.Terminal(output, error) with { IsReaderGone = () => output.ToString().Contains('\n') };

        Assert.Equal(0, await CliProgram.RunAsync(["hosts", "list", "-o", "name"], terminal, CancellationToken.None));
        Assert.Equal(("", 1), (error.ToString(), output.ToString().Count(c => c == '\n')));
    }
}
