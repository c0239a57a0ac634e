using Aops.AgentService.Installed;
using Aops.AgentService.Services;
using Aops.AgentService.Verbs;

namespace Aops.AgentService.Install.Steps;

/// <summary>Moves the older installation aside; the undo puts it back, over what was installed meanwhile.</summary>
/// <param name="version">The version that is installed in its place.</param>
/// <param name="withConf">Whether conf.yml is replaced too.</param>
internal sealed class MoveOlderAsideStep(
    ProgressLine progress, InstallationBackup backup, string version, bool withConf) : IInstallStep
{
    public Task DoAsync(CancellationToken cancellationToken)
    {
        progress.Step($"installing version {version}");
        backup.MoveAside(withConf);
        return Task.CompletedTask;
    }

    public Task UndoAsync(IHostServices manager, CancellationToken cancellationToken)
    {
        backup.PutBack();
        return Task.CompletedTask;
    }
}
