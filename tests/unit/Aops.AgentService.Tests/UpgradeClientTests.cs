using Aops.AgentService.Faults;
using Aops.AgentService.Upgrade;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;

namespace Aops.AgentService.Tests;

public sealed class UpgradeClientTests : IDisposable
{
    private static readonly UpgradeRequest Order = new() { Version = "2.0.0" };
    private readonly TemporaryRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Commit_InTheSameConnection_Succeeds()
    {
        await using var spm = FakeSpm.Start(_root.Layout, Role.Spm, _ =>
            [Progress(UpgradePhase.Downloading), Progress(UpgradePhase.Trial), Progress(UpgradePhase.Success)]);
        var outcome = await RunAsync();
        Assert.Equal("2.0.0", outcome.Version);
    }

    [Fact]
    public async Task Commit_AcrossTheSwitch_IsSeenOnANewConnection()
    {
        var told = new TaskCompletionSource();
        IEnumerable<LocalMessage> Tell()
        {
            yield return Progress(UpgradePhase.Trial);
            // It is sent.
            told.TrySetResult();
        }
        var first = FakeSpm.Start(_root.Layout, Role.Spm, _ => Tell());
        var running = RunAsync();
        await Task.WhenAny(told.Task, running);
        await first.DisposeAsync();
        var asked = 0;
        await using var second = FakeSpm.Start(_root.Layout, Role.Spm, _ => [FakeSpm.Status(
            version: "2.0.0",
            upgrade: Report(Interlocked.Increment(ref asked) < 3 ? UpgradePhase.Trial : UpgradePhase.Success))]);
        Assert.True((await running).Ok);
        Assert.True(asked >= 3);
    }

    [Theory]
    [InlineData(UpgradePhase.Failed, "was not installed")]
    [InlineData(UpgradePhase.RolledBack, "was rolled back")]
    public async Task Failure_IsToldWithItsReason(UpgradePhase phase, string words)
    {
        await using var spm = FakeSpm.Start(_root.Layout, Role.Spm, _ => [Progress(phase)]);
        var fault = await Assert.ThrowsAsync<ServiceException>(RunAsync);
        Assert.Equal(ExitCodes.Failure, fault.ExitCode);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.Contains("it crashed", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_KeepsItsExitCode()
    {
        await using var spm = FakeSpm.Start(_root.Layout, Role.Spm, _ =>
            [new FaultReply { Message = "2.0.0 failed before", ExitCode = ExitCodes.BadData }]);
        Assert.Equal(ExitCodes.BadData, (await Assert.ThrowsAsync<ServiceException>(RunAsync)).ExitCode);
    }

    [Fact]
    public async Task NobodyListens_IsUnavailable() =>
        Assert.Equal(ExitCodes.Unavailable, (await Assert.ThrowsAsync<ServiceException>(RunAsync)).ExitCode);

    [Fact]
    public async Task NoEndInTime_IsUnavailable()
    {
        await using var spm = FakeSpm.Start(_root.Layout, Role.Spm, _ => [Progress(UpgradePhase.Trial)]);
        var fault = await Assert.ThrowsAsync<ServiceException>(() => new UpgradeClient(_root.Context)
            .RunAsync(Order, "2.0.0", TimeSpan.FromMilliseconds(300), CancellationToken.None));
        Assert.Equal(ExitCodes.Unavailable, fault.ExitCode);
    }

    // An upgrade that is on its way is ended by it, and that is what was asked for; a return that fails itself is a failure.
    [Theory]
    [InlineData("a rollback was ordered; returned to 1.0.0", true)]
    [InlineData("it crashed", false)]
    public async Task Rollback_OfWhatIsOnTrial_HasDoneWhatItWasAskedFor(string reason, bool isDone)
    {
        await using var spm = FakeSpm.Start(_root.Layout, Role.Spm,
            _ => [new UpgradeProgress { Report = Report(UpgradePhase.RolledBack) with { Reason = reason } }]);
        var run = new UpgradeClient(_root.Context)
            .RunAsync(new RollbackRequest(), null, TimeSpan.FromSeconds(20), CancellationToken.None);

        if (isDone) Assert.Equal("version 2.0.0 was taken back; 1.0.0 runs", (await run).Message);
        else Assert.Equal(ExitCodes.Failure, (await Assert.ThrowsAsync<ServiceException>(() => run)).ExitCode);
    }

    private Task<Outcome> RunAsync() => new UpgradeClient(_root.Context)
        .RunAsync(Order, "2.0.0", TimeSpan.FromSeconds(20), CancellationToken.None);

    private static UpgradeProgress Progress(UpgradePhase phase) => new() { Report = Report(phase) };

    private static UpgradeReport Report(UpgradePhase phase) => new()
    {
        From = "1.0.0",
        To = "2.0.0",
        Phase = phase,
        Reason = phase is UpgradePhase.Failed or UpgradePhase.RolledBack ? "it crashed" : null,
        At = DateTimeOffset.UtcNow.AddSeconds(60),
    };
}
