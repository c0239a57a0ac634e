using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Layout;
using Aops.Spm.Commands;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Spm.Tests;

public sealed class CommandLedgerTests : IDisposable
{
    private readonly AopsLayout _layout = new(Directory.CreateTempSubdirectory("aops-ledger-").FullName);

    public CommandLedgerTests() => Directory.CreateDirectory(_layout.State);

    public void Dispose() => Directory.Delete(_layout.Root, recursive: true);

    private CommandLedger Open() => new(_layout, TimeProvider.System, NullLogger<CommandLedger>.Instance);

    private static AgentCommand Command(string id, CommandKind kind = CommandKind.RestartSubAgent) =>
        new() { Id = id, Kind = kind, ExpiresAt = DateTimeOffset.MaxValue };

    private static CommandResult Done() => new() { Outcome = CommandOutcome.Succeeded, At = DateTimeOffset.UnixEpoch };

    [Fact]
    public void ACommand_BeginsOnce_AlsoAcrossARestart()
    {
        var ledger = Open();
        Assert.True(ledger.TryBegin(Command("a")));
        ledger.End("a", Done());
        Assert.False(ledger.TryBegin(Command("a")));

        Assert.False(Open().TryBegin(Command("a")));
    }

    [Fact]
    public void AResult_IsKeptUntilItIsReported()
    {
        var ledger = Open();
        ledger.TryBegin(Command("a"));
        Assert.Empty(ledger.Unreported);
        ledger.End("a", Done());

        Assert.Equal("a", Assert.Single(Open().Unreported).Command.Id);
        ledger.MarkReported("a");
        Assert.Empty(Open().Unreported);
    }

    [Fact]
    public void ACommandThatItsProcessDidNotSurvive_IsInterrupted_ButARestartHasSucceeded()
    {
        var ledger = Open();
        ledger.TryBegin(Command("a"));
        ledger.TryBegin(Command("b", CommandKind.RestartAgent));

        var outcomes = Open().Unreported.ToDictionary(r => r.Command.Id, r => r.Result!.Outcome);
        Assert.Equal(CommandOutcome.Interrupted, outcomes["a"]);
        Assert.Equal(CommandOutcome.Succeeded, outcomes["b"]);
    }

    [Fact]
    public void TheLedger_ForgetsOnlyWhatWasReported()
    {
        var ledger = Open();
        for (var i = 0; i < Limits.CommandsRememberedMax + 10; i++)
        {
            ledger.TryBegin(Command($"c{i}"));
            ledger.End($"c{i}", Done());
            if (i % 2 == 0) ledger.MarkReported($"c{i}");
        }

        Assert.Equal((Limits.CommandsRememberedMax + 10) / 2, ledger.Unreported.Count);
        Assert.True(ledger.TryBegin(Command("c0")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[{\"command\":")]
    [InlineData("\0\0\0")]
    public void ADamagedLedger_IsNoReasonNotToStart(string content)
    {
        File.WriteAllText(_layout.Commands, content);

        Assert.True(Open().TryBegin(Command("a")));
    }

    [Fact]
    public void WhileItCannotBeRead_NothingBegins_AndNothingIsForgotten()
    {
        Open().TryBegin(Command("a", CommandKind.RestartAgent));
        CommandLedger ledger;
        using (new UnreadableFile(_layout.Commands))
        {
            ledger = Open();
            Assert.ThrowsAny<Exception>(() => ledger.TryBegin(Command("a", CommandKind.RestartAgent)));
            Assert.ThrowsAny<Exception>(() => ledger.Unreported);
        }

        Assert.False(ledger.TryBegin(Command("a", CommandKind.RestartAgent)));
        Assert.Equal("a", Assert.Single(ledger.Unreported).Command.Id);
    }
}
