using Aops.AgentService.Installed;
using Aops.AgentService.Services;

namespace Aops.AgentService.Install.Steps;

/// <summary>
/// Deletes the older installation: the new one is the valid one from here on. A step that fails here leaves what
/// <see cref="MoveOlderAsideStep"/> can still put back.
/// </summary>
internal sealed class DiscardOlderStep(InstallationBackup backup) : IInstallStep
{
    public Task DoAsync(CancellationToken cancellationToken)
    {
        backup.Discard();
        return Task.CompletedTask;
    }

    public Task UndoAsync(IHostServices manager, CancellationToken cancellationToken) => Task.CompletedTask;
}
