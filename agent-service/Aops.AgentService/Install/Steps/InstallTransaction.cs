using Aops.AgentService.Enrolment;
using Aops.AgentService.Installed;
using Aops.AgentService.Pair;
using Aops.AgentService.Services;
using Aops.AgentService.Verbs;
using Aops.Hosting;

namespace Aops.AgentService.Install.Steps;

/// <summary>
/// The install from the staged release to the accepted heartbeat. Any failure is rolled back: the new pair
/// is stopped, and the older installation is restored, and started if it ran before.
/// </summary>
internal sealed class InstallTransaction(ServiceContext context, InstallStaging staging)
{
    /// <summary>Switches to the staged release.</summary>
    /// <returns>Time from the start of the pair to the first accepted heartbeat.</returns>
    /// <exception cref="Faults.ServiceException">It failed; the sentence says in which state the host is.</exception>
    internal async Task<TimeSpan> RunAsync(
        InstallPlan plan, StagedRelease release, Identity identity, TimeSpan heartbeatTime,
        CancellationToken cancellationToken)
    {
        var (layout, managers) = (context.Layout, context.Managers);
        var older = new OlderInstallation(
            plan.IsUpgradeOfOlder, ProcessScan.Find(layout).Count > 0, managers.Actual());
        var chosen = managers.ForInstall();
        var backup = new InstallationBackup(layout);
        var placement = new SlotPlacement(layout, staging, context.Time, context.Progress.Note);
        var start = new StartPairStep(context, chosen, heartbeatTime);
        IInstallStep[] steps =
        [
            new StopOlderStep(context, older),
            new HandOverStep(context, older, chosen),
            new MoveOlderAsideStep(context.Progress, backup, release.Version, withConf: plan.NewConf is not null),
            new PlaceReleaseStep(placement, release, plan, identity),
            new RegisterPairStep(chosen, release.Version),
            start,
            new DiscardOlderStep(backup),
        ];
        await new InstallSteps(steps, Undone(older), context.Managers.Actual).RunAsync(cancellationToken);
        return start.Took;
    }

    private static string Undone(OlderInstallation older) => older switch
    {
        { IsThere: false } => "what was installed was removed again",
        { Ran: false } => "the older installation was put back, stopped as it was",
        _ => "the older installation was put back and started",
    };
}
