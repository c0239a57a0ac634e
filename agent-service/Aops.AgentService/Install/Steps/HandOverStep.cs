using Aops.AgentService.Services;
using Aops.AgentService.Verbs;
using Aops.Contracts;

namespace Aops.AgentService.Install.Steps;

/// <summary>
/// Takes the older pair from its service manager if the new one runs under another. The undo takes the new pair from
/// its own, and gives the older one back.
/// </summary>
/// <param name="chosen">The service manager of the new pair.</param>
internal sealed class HandOverStep(ServiceContext context, OlderInstallation older, IHostServices chosen)
    : IInstallStep
{
    public async Task DoAsync(CancellationToken cancellationToken)
    {
        if (older.Manager.Name != chosen.Name) await older.Manager.RemoveAsync(cancellationToken);
    }

    public async Task UndoAsync(IHostServices manager, CancellationToken cancellationToken)
    {
        if (!older.IsThere || older.Manager.Name != manager.Name) await manager.RemoveAsync(cancellationToken);
        if (!older.IsThere || older.Manager.Name != ServiceManagers.Systemd) return;
        if (context.ReadJournal().Current is { } version)
            await older.Manager.InstallAsync(version, cancellationToken);
    }
}
