using Aops.AgentService.Faults;
using Aops.AgentService.Services;

namespace Aops.AgentService.Install.Steps;

/// <summary>
/// Takes steps in their order. After a failure all of them are undone, from the last to the first, also those that
/// were not begun: what a step that was cut off has left is not known, and each undo holds for any state.
/// </summary>
/// <param name="steps">The steps, in their order.</param>
/// <param name="undone">A clause that says in which state a complete undo leaves the host.</param>
/// <param name="findManager">Finds the service manager of a failed installation, before anything is undone.</param>
internal sealed class InstallSteps(
    IReadOnlyList<IInstallStep> steps, string undone, Func<IHostServices> findManager)
{
    // Its own deadline, since the caller's token may have been cancelled.
    private static readonly TimeSpan UndoTime = TimeSpan.FromSeconds(60);

    /// <summary>Takes all steps.</summary>
    /// <exception cref="ServiceException">A step failed; the sentence says in which state the host is.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var step in steps) await step.DoAsync(cancellationToken);
        }
        catch (Exception e)
        {
            var fault = FaultReport.Of(e);
            throw new ServiceException($"{fault.Message}; {await UndoAsync()}", fault.ExitCode, e);
        }
    }

    private async Task<string> UndoAsync()
    {
        using var deadline = new CancellationTokenSource(UndoTime);
        try
        {
            var manager = findManager();
            foreach (var step in steps.Reverse()) await step.UndoAsync(manager, deadline.Token);
            return undone;
        }
        catch (Exception e)
        {
            return $"and it could not be undone ({e.Message}); install again, or remove it with 'uninstall'";
        }
    }
}
