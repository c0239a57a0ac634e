using Aops.Native.Events;
using Aops.Native.Processes;
using Aops.Supervision.Children;

namespace Aops.Supervision.Probes;

/// <summary>
/// One run of a command that checks a sub-agent, as its user and in its environment. It is begun on the loop, and its
/// end is seen there: no thread waits for it.
/// </summary>
/// <param name="loop">The loop.</param>
/// <param name="exits">Sees its end.</param>
/// <param name="plan">What to run.</param>
/// <param name="launcher">Program and first arguments of the launcher, for plans that need it.</param>
internal sealed class ProbeCommand(
    EventLoop loop, ExitWatch exits, LaunchPlan plan, IReadOnlyList<string> launcher) : IChildOwner
{
    private readonly TaskCompletionSource<string?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs it. On the loop.</summary>
    /// <param name="cancellation">Kills it and its group.</param>
    /// <returns>Null for exit code 0; else how it ended, or why it could not be run.</returns>
    public async Task<string?> RunAsync(CancellationToken cancellation)
    {
        var end = new ExitCleanup(KillsGroup: true, Sweep: null, MayHaveLeft: null);
        var child = Child.Start(loop, exits, plan, launcher, output: null, end, this);
        await using var kill = cancellation.Register(() => loop.Post(() => child.Signal(Signal.SIGKILL)));
        var fault = await _ended.Task.ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return fault;
    }

    void IChildOwner.OnRunning(IChild child)
    {
    }

    void IChildOwner.OnStartFailed(IChild child, string fault) => _ended.TrySetResult($"{plan.Program}: {fault}");

    void IChildOwner.OnExited(IChild child, ChildExit exit) =>
        _ended.TrySetResult(exit.IsSuccess ? null : $"{plan.Program}: {exit}");
}
