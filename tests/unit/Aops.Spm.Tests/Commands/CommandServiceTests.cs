using Aops.TestSupport;
using System.Net;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Spm.Tests.Support;

namespace Aops.Spm.Tests.Commands;

public sealed class CommandServiceTests
{
    [Theory]
    // kind, about, what stands against it -> what is done, the outcome, the message
    [InlineData(CommandKind.RestartSubAgent, "web", "", "restart web", CommandOutcome.Succeeded, "web is being restarted")]
    [InlineData(CommandKind.RestartSubAgent, "web", "unknown", "restart web", CommandOutcome.Failed, "there is no sub-agent")]
    [InlineData(CommandKind.RestartSubAgent, "web", "late", "restart web", CommandOutcome.Failed, "it took too long")]
    [InlineData(CommandKind.RestartSubAgent, "web", "bug", "restart web", CommandOutcome.Failed, "a bug (a bug; the log shows where)")]
    [InlineData(CommandKind.RestartSubAgent, "web", "expired", "", CommandOutcome.Refused, "it expired at")]
    [InlineData(CommandKind.RestartSubAgent, "web", "refused", "", CommandOutcome.Refused, "not understood")]
    [InlineData(CommandKind.RestartSubAgent, "../web", "", "", CommandOutcome.Refused, "does not know how to")]
    [InlineData(CommandKind.RestartSubAgent, null, "", "", CommandOutcome.Refused, "does not know how to")]
    [InlineData(CommandKind.Rollback, null, "", "roll back", CommandOutcome.Succeeded, "rolling back")]
    [InlineData(CommandKind.Rollback, null, "unknown", "roll back", CommandOutcome.Failed, "there is no sub-agent")]
    [InlineData(CommandKind.RestartAgent, null, "expired", "", CommandOutcome.Refused, "it expired at")]
    [InlineData((CommandKind)77, null, "", "", CommandOutcome.Refused, "does not know how to")]
    public async Task ACommand_EndsAs(
        CommandKind kind, string? about, string against, string done, CommandOutcome outcome, string message)
    {
        await using var bench = await new CommandBench().StartAsync();
        bench.Failure = against switch
        {
            "unknown" => new InvalidOperationException("there is no sub-agent 'web' on this host"),
            "late" => new TimeoutException("it took too long"),
            "bug" => new ArithmeticException("a bug"),
            _ => null,
        };

        bench.Offer("a", kind, about, against == "refused" ? "it is not understood" : null, isExpired: against == "expired");
        var result = await bench.ResultAsync();

        Assert.Equal(("a", outcome), (result.Id, result.Outcome));
        Assert.Contains(message, result.Message, StringComparison.Ordinal);
        Assert.Equal(done, string.Join(", ", bench.Done));
        Assert.Empty(bench.Spm.Restart.Reasons);
    }

    [Fact]
    public async Task ACommandThatComesAgain_RunsOnce()
    {
        await using var bench = await new CommandBench().StartAsync();
        bench.Offer("a", CommandKind.Rollback);
        Assert.Equal("a", (await bench.ResultAsync()).Id);

        bench.Offer("a", CommandKind.Rollback);
        bench.Offer("b", CommandKind.Rollback);

        Assert.Equal("b", (await bench.ResultAsync()).Id);
        Assert.Equal(["roll back", "roll back"], bench.Done);
    }

    [Fact]
    public async Task ACommandUnderWayWhenTheProcessEnded_IsToldFirst_AndNotRunAgain()
    {
        var bench = new CommandBench();
        await using var disposed = bench;
        new Spm.Commands.CommandLedger(
            bench.Spm.Layout, bench.Spm.Clock,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<Spm.Commands.CommandLedger>.Instance).TryBegin(
            new AgentCommand { Id = "a", Kind = CommandKind.Rollback, ExpiresAt = DateTimeOffset.MaxValue });
        bench.Offer("b", CommandKind.Rollback);
        bench.Offer("a", CommandKind.Rollback);
        bench.Offer("c", CommandKind.Rollback);

        await bench.StartAsync();

        Assert.Equal(("a", CommandOutcome.Interrupted), Short(await bench.ResultAsync()));
        Assert.Equal(("b", CommandOutcome.Succeeded), Short(await bench.ResultAsync()));
        Assert.Equal(("c", CommandOutcome.Succeeded), Short(await bench.ResultAsync()));
        Assert.Equal(2, bench.Done.Count);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(11, true)]
    public async Task ARestartSoonAfterAnother_IsRefused(int seconds, bool isDone)
    {
        var bench = new CommandBench();
        await using var disposed = bench;
        // The process before ended in the middle of it, which is its success.
        bench.Spm.State.Commands.TryBegin(
            new AgentCommand { Id = "a", Kind = CommandKind.RestartAgent, ExpiresAt = DateTimeOffset.MaxValue });
        bench.Spm.State.Commands.End(
            "a", new CommandResult { Outcome = CommandOutcome.Succeeded, At = bench.Spm.Clock.GetUtcNow() });
        bench.Spm.Clock.Advance(TimeSpan.FromSeconds(seconds));
        await bench.StartAsync();
        Assert.Equal(("a", CommandOutcome.Succeeded), Short(await bench.ResultAsync()));

        bench.Offer("b", CommandKind.RestartAgent);

        Assert.Equal(("b", isDone ? CommandOutcome.Failed : CommandOutcome.Refused), Short(await bench.ResultAsync()));
        Assert.Equal(isDone ? ["a command of the server"] : [], bench.Spm.Restart.Reasons);
    }

    [Fact]
    public async Task WithoutALedger_NothingRuns_AndTheServerMaySendItAgain()
    {
        var bench = new CommandBench();
        await using var disposed = bench;
        await File.WriteAllTextAsync(bench.Spm.Layout.Commands, "[]", TestContext.Current.CancellationToken);
        using (new UnreadableFile(bench.Spm.Layout.Commands))
        {
            await bench.StartAsync();
            bench.Offer("a", CommandKind.Rollback);
            // What an earlier process left cannot be told either, and is asked for again after a pause.
            await Eventually.HoldsAsync(() => bench.Spm.Clock.NextWait is not null);
        }
        Assert.Empty(bench.Done);
        bench.Spm.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(("a", CommandOutcome.Succeeded), Short(await bench.ResultAsync()));
    }

    [Fact]
    public async Task AResult_IsToldUntilTheServerHasIt_AfterPausesThatDoubleUpToAMinute()
    {
        await using var bench = await new CommandBench().StartAsync();
        bench.Offer("a", CommandKind.Rollback);
        var pauses = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            (await bench.Server.NextAsync()).Answer(HttpStatusCode.ServiceUnavailable);
            await Eventually.HoldsAsync(() => bench.Spm.Clock.NextWait is not null);
            pauses.Add(bench.Spm.Clock.NextWait!.Value.TotalSeconds);
            bench.Spm.Clock.Advance(bench.Spm.Clock.NextWait!.Value);
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], pauses);
        Assert.Equal(("a", CommandOutcome.Succeeded), Short(await bench.ResultAsync()));
        Assert.Single(bench.Done);
    }

    // The server forgets commands: what it does not know any more need not be told to it for ever.
    [Theory]
    [InlineData(HttpStatusCode.OK, true)]
    [InlineData(HttpStatusCode.NotFound, true)]
    [InlineData(HttpStatusCode.Conflict, true)]
    [InlineData(HttpStatusCode.Gone, true)]
    [InlineData(HttpStatusCode.Unauthorized, false)]
    [InlineData(HttpStatusCode.InternalServerError, false)]
    public async Task AResult_IsTold_WhereTheServerAnswers(HttpStatusCode status, bool isTold)
    {
        await using var bench = await new CommandBench().StartAsync();
        bench.Offer("a", CommandKind.Rollback);
        (await bench.Server.NextAsync()).Answer(status);
        bench.Offer("b", CommandKind.Rollback);
        if (!isTold)
        {
            await Eventually.HoldsAsync(() => bench.Spm.Clock.NextWait is not null);
            bench.Spm.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(isTold ? "b" : "a", (await bench.ResultAsync()).Id);
    }

    [Theory]
    [InlineData(null, 1, "two")]
    [InlineData("spm", 2, "one\ntwo")]
    [InlineData("spa", 0, "of spa")]
    [InlineData("web", 10, "of web")]
    public async Task ALog_IsSentBeforeItsResult(string? of, int lines, string text)
    {
        await using var bench = await new CommandBench().StartAsync();
        WriteLogs(bench);
        bench.Offer("a", CommandKind.CollectLog, of, lines: lines);

        var log = await bench.Server.NextAsync();
        Assert.Equal(("/api/agents/commands/a/log", text), (log.Path, log.Log.Text));
        log.Answer(HttpStatusCode.NoContent);

        Assert.Equal(("a", CommandOutcome.Succeeded), Short(await bench.ResultAsync()));
    }

    [Fact]
    public async Task ALogThatWasRotated_IsTheFileThatIsWrittenNow()
    {
        await using var bench = await new CommandBench().StartAsync();
        WriteLogs(bench);
        File.SetLastWriteTimeUtc(bench.Spm.Layout.LogFile(Role.Spm), DateTime.UtcNow.AddMinutes(-1));
        File.WriteAllText(Path.Combine(bench.Spm.Layout.Log, "spm_001.log"), "after the rotation\n");

        bench.Offer("a", CommandKind.CollectLog, "spm");

        Assert.Equal("after the rotation", (await bench.Server.NextAsync()).Log.Text);
    }

    [Theory]
    [InlineData("none", "there is no log of 'none'")]
    [InlineData("../../etc/passwd", "there is no log of")]
    [InlineData("spm", "could not be sent")]
    public async Task ALogThatIsMissing_OrCannotBeSent_IsAFailure(string of, string message)
    {
        await using var bench = await new CommandBench().StartAsync();
        WriteLogs(bench);
        bench.Offer("a", CommandKind.CollectLog, of);
        if (of == "spm") (await bench.Server.NextAsync()).Lose();

        var result = await bench.ResultAsync();

        Assert.Equal(CommandOutcome.Failed, result.Outcome);
        Assert.Contains(message, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_AreNoMoreThanTheirRate()
    {
        await using var bench = await new CommandBench().StartAsync();
        for (var i = 0; i < Limits.CommandsAtOnceMax; i++)
        {
            bench.Offer($"c{i}", CommandKind.Rollback);
            await bench.ResultAsync();
        }

        bench.Offer("last", CommandKind.Rollback);

        await Eventually.HoldsAsync(() => bench.Spm.Clock.NextWait is not null);
        Assert.Equal(Limits.CommandsAtOnceMax, bench.Done.Count);
        Assert.Equal(1.0 / Limits.CommandsPerSecondMax, bench.Spm.Clock.NextWait!.Value.TotalSeconds, tolerance: 0.01);
        bench.Spm.Clock.Advance(bench.Spm.Clock.NextWait!.Value);
        Assert.Equal("last", (await bench.ResultAsync()).Id);
    }

    private static (string Id, CommandOutcome Outcome) Short((string Id, CommandOutcome Outcome, string Message) result) =>
        (result.Id, result.Outcome);

    private static void WriteLogs(CommandBench bench)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(bench.Spm.Layout.SubAgentLog("web"))!);
        File.WriteAllText(bench.Spm.Layout.LogFile(Role.Spm), "one\ntwo\n");
        File.WriteAllText(bench.Spm.Layout.LogFile(Role.Spa), "more\nof spa\n");
        File.WriteAllText(bench.Spm.Layout.SubAgentLog("web"), "of web\n");
    }
}
