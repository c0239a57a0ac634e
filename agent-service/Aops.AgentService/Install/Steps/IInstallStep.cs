using Aops.AgentService.Services;

namespace Aops.AgentService.Install.Steps;

/// <summary>One step of the switch to a new installation.</summary>
internal interface IInstallStep
{
    /// <summary>Takes the step.</summary>
    Task DoAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Undoes the step, whatever it has reached: also one that was cut off, or that was never begun.
    /// </summary>
    /// <param name="manager">The service manager that the failed installation runs under.</param>
    Task UndoAsync(IHostServices manager, CancellationToken cancellationToken);
}
