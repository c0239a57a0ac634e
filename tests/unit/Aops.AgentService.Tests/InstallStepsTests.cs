using Aops.AgentService.Faults;
using Aops.AgentService.Install.Steps;
using Aops.AgentService.Services;
using Aops.Contracts;

namespace Aops.AgentService.Tests;

/// <summary>The order of the steps of an install and of their undo.</summary>
public sealed class InstallStepsTests
{
    private readonly List<string> _done = [];

    [Fact]
    public async Task AllStepsSucceed_NothingIsUndone()
    {
        await RunAsync(null, null);

        Assert.Equal(["do a", "do b", "do c"], _done);
    }

    [Fact]
    public async Task AStepFails_AllAreUndoneFromTheLastToTheFirst()
    {
        var fault = await Assert.ThrowsAsync<ServiceException>(() => RunAsync("b", null));

        Assert.Equal("b failed; all was put back", fault.Message);
        Assert.Equal(ExitCodes.CannotWrite, fault.ExitCode);
        Assert.Equal(["do a", "do b", "undo c", "undo b", "undo a"], _done);
    }

    [Fact]
    public async Task AnUndoFails_TheHostIsNotSaidToBeAsBefore()
    {
        var fault = await Assert.ThrowsAsync<ServiceException>(() => RunAsync("c", "b"));

        Assert.StartsWith("c failed; and it could not be undone (b stays)", fault.Message, StringComparison.Ordinal);
        Assert.Equal(["do a", "do b", "do c", "undo c", "undo b"], _done);
    }

    [Fact]
    public async Task Cancelled_IsUndoneAllTheSame()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAsync<ServiceException>(() => RunAsync(null, null, cancelled.Token));

        Assert.Equal(["undo c", "undo b", "undo a"], _done);
    }

    private Task RunAsync(string? failing, string? staying, CancellationToken cancellationToken = default)
    {
        IInstallStep[] steps = [.. new[] { "a", "b", "c" }.Select(name => new Step(name, _done, name == failing, name == staying))];
        return new InstallSteps(steps, "all was put back", () => null!).RunAsync(cancellationToken);
    }

    private sealed class Step(string name, List<string> done, bool isFailing, bool isStaying) : IInstallStep
    {
        public Task DoAsync(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            done.Add($"do {name}");
            return isFailing
                ? throw new ServiceException($"{name} failed", ExitCodes.CannotWrite)
                : Task.CompletedTask;
        }

        public Task UndoAsync(IHostServices manager, CancellationToken cancellationToken)
        {
            Assert.False(cancellationToken.IsCancellationRequested);
            done.Add($"undo {name}");
            return isStaying ? throw new IOException($"{name} stays") : Task.CompletedTask;
        }
    }
}
