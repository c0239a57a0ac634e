using Aops.AgentService.Enrolment;
using Aops.AgentService.Services;
using Aops.Hosting;

namespace Aops.AgentService.Install.Steps;

/// <summary>Writes the new installation. Its undo is that of <see cref="MoveOlderAsideStep"/>.</summary>
internal sealed class PlaceReleaseStep(
    SlotPlacement placement, StagedRelease release, InstallPlan plan, Identity identity) : IInstallStep
{
    public Task DoAsync(CancellationToken cancellationToken)
    {
        placement.Place(release, plan, identity);
        return Task.CompletedTask;
    }

    public Task UndoAsync(IHostServices manager, CancellationToken cancellationToken) => Task.CompletedTask;
}
