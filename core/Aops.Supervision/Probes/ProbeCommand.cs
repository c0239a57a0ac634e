using Aops.Native.Events;
using Aops.Native.Processes;
using Aops.Supervision.Children;
using Aops.Supervision.Launching;

namespace Aops.Supervision.Probes;

/// <summary>
/// One run of a probe's command, as the sub-agent's user and in its environment. It is started on the loop, which
/// also observes its exit: no thread waits for it.
/// </summary>
/// <param name="exits">Observes its exit.</param>
/// <param name="plan">What to run.</param>
/// <param name="launcher">Program and first arguments of the launcher, for plans that need it.</param>
internal sealed class ProbeCommand(
    EventLoop loop, ExitWatch exits, LaunchPlan plan, IReadOnlyList<string> launcher) : IChildOwner
{
    private readonly TaskCompletionSource<ProbeResult> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs the command. On the loop only.</summary>
    /// <param name="cancellationToken">Kills it and its group.</param>
    /// <returns>Passed for exit code 0; otherwise how it ended, or why it could not be run.</returns>
    public async Task<ProbeResult> RunAsync(CancellationToken cancellationToken)
    {
        var end = new ExitCleanup(KillsGroup: true, Sweep: null, MayHaveLeft: null);
        var child = Child.Start(loop, exits, plan, launcher, output: null, end, this);
        await using var kill = cancellationToken.Register(() => loop.Post(() => child.Signal(Signal.SIGKILL)));
        var result = await _ended.Task.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return result;
    }

    void IChildOwner.OnRunning(IChild child)
    {
    }

    void IChildOwner.OnStartFailed(IChild child, string fault) =>
        _ended.TrySetResult(ProbeResult.Failed($"{plan.Program}: {fault}"));

    void IChildOwner.OnExited(IChild child, ChildExit exit) =>
        _ended.TrySetResult(exit.IsSuccess ? ProbeResult.Passed : ProbeResult.Failed($"{plan.Program}: {exit}"));
}
