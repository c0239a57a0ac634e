using System.Diagnostics;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Sweep;

/// <summary>
/// An upgrade to a <see cref="BadRelease"/>: both members must be back on the previous version within the
/// deadline, its sub-agents must be the same processes, and the release must be recorded as failed.
/// </summary>
/// <param name="lane">The host.</param>
public sealed class BadReleaseRun(HostFixture lane, BadRelease release)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // From the verdict, which may come with the deadline itself, until the old version answers.
    private static readonly TimeSpan ReturnTime = TimeSpan.FromSeconds(1);

    /// <summary>Runs it once.</summary>
    public async Task<Outcome> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var faults = await FindFaultsAsync(cancellationToken);
            return faults.Count == 0
                ? Result(Verdict.Whole)
                : Result(Verdict.Brick, $"{string.Join("; ", faults)}\n{lane.Agent.LogTail()}");
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or IOException)
        {
            return Result(Verdict.Brick, $"{e.Message}\n{lane.Agent.LogTail()}");
        }
        finally
        {
            await lane.EndAsync();
        }
    }

    private Outcome Result(Verdict verdict, string? fault = null) => new(release.Name, release.Name, verdict, fault);

    private async Task<IReadOnlyList<string>> FindFaultsAsync(CancellationToken cancellationToken)
    {
        await lane.RestoreAsync(PublishedPrograms.First, cancellationToken);
        lane.Agent.EditConf(("trialPeriod", InSeconds(release.TrialPeriod)),
            ("trialDeadline", InSeconds(release.TrialDeadline)));
        await lane.WantAsync(Scenario.DesiredBefore(), cancellationToken);
        await lane.StartAsync(cancellationToken);
        var subAgents = new Dictionary<string, ProcessIdentity>();
        foreach (var name in new[] { Scenario.Witness, Scenario.Ticker })
        {
            var status = await lane.Agent.WaitForSubAgentAsync(name, Patience, cancellationToken);
            subAgents[name] = ProcessIdentity.TryRead(status.Pid!.Value)
                ?? throw new InvalidOperationException($"sub-agent {name} ended before the order");
        }

        await lane.WantAsync(Scenario.DesiredBefore(release.Version), cancellationToken);
        await lane.WaitForTrialAsync(cancellationToken);
        var clock = Stopwatch.StartNew();
        await lane.Agent.WaitForAsync(Role.Spm, $"{release.Version} is rolled back", IsBack, Patience, cancellationToken);
        var elapsed = clock.Elapsed;

        var faults = new List<string>(
            await new HostCheck(lane, new FailedTrial(), subAgents).FindFaultsAsync(cancellationToken));
        if (elapsed > release.VerdictTimeMax + ReturnTime)
            faults.Add($"it took {elapsed.TotalSeconds:0.0} s, and {release.VerdictTimeMax.TotalSeconds} s were set");
        if (!(await lane.FailedVersionsAsync(cancellationToken)).Contains(release.Version))
            faults.Add($"{release.Version} is not remembered as failed");
        return faults;
    }

    private bool IsBack(StatusReply status) => status.Agent is
    {
        Version: PublishedPrograms.First, SpaVersion: PublishedPrograms.First, Upgrade.Phase: UpgradePhase.RolledBack,
    } && status.Agent.Upgrade.To == release.Version;

    private static string InSeconds(TimeSpan time) => $"{time.TotalSeconds:0}s";
}
