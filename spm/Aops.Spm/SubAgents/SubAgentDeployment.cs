using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Spm.Desired;
using Aops.Spm.Releases;
using Aops.Supervision;
using Aops.Upgrade.Downgrades;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.SubAgents;

/// <summary>
/// Carries out one change of one sub-agent. An upgrade is a trial like the suite's own: the new version
/// must prove itself (<see cref="SubAgentTrial"/>); otherwise the old one is restored and the new one is
/// recorded as failed.
/// </summary>
internal sealed partial class SubAgentDeployment(
    SubAgentStore store, SubAgentFloors floors, IPackageFetcher packages, OrderGuard orders,
    ISupervisor supervisor, TimeProvider clock, ILogger<SubAgentDeployment> logger)
{
    /// <summary>Installs, upgrades or changes a sub-agent.</summary>
    /// <exception cref="FetchException">The package could not be fetched; nothing was changed.</exception>
    /// <exception cref="InvalidDataException">
    /// The package or the downgrade is refused; nothing that runs was changed.
    /// </exception>
    /// <exception cref="OrderWithdrawnException">The server withdrew it; nothing that runs was changed.</exception>
    public async Task PutAsync(DesiredSubAgent wanted, Action<UpgradeReport> report,
        CancellationToken cancellationToken)
    {
        var old = store.TryRead(wanted.Name);
        var isUpgrade = old is not null && old.Applied.Version != wanted.Version;
        var from = old?.Applied.Version ?? "none";
        UpgradeReport Phase(UpgradePhase phase, string? reason = null, int? percent = null) => new()
        {
            From = from, To = wanted.Version, Phase = phase, Percent = percent, Reason = reason, At = clock.GetUtcNow(),
        };

        var isPrepared = isUpgrade || old is null;
        var order = new ServerOrder(
            $"{wanted.Name} {wanted.Version}",
            desired => desired.SubAgents?.Any(s => s.Name == wanted.Name && s.Version == wanted.Version) == true);
        var number = isPrepared ? await RequireLeaveAsync(wanted, cancellationToken) : old!.ReleaseNumber;
        try
        {
            if (!store.HasSlot(wanted.Name, wanted.Version))
            {
                await orders.PrepareAsync(
                    order,
                    stop => FetchAsync(
                        wanted, percent => report(Phase(UpgradePhase.Downloading, percent: percent)), stop),
                    cancellationToken);
            }
            if (isPrepared)
            {
                await orders.ConfirmAsync(order, cancellationToken);
                await orders.ConfirmListedAsync(
                    order, stop => packages.IsSubAgentListedAsync(wanted.Name, wanted.Version, stop),
                    cancellationToken);
            }
        }
        catch (OrderWithdrawnException e)
        {
            report(Phase(UpgradePhase.Withdrawn, e.Message));
            throw;
        }
        catch (FetchException e) when (e.IsTheVersions)
        {
            // Another try would fetch the same bytes, so the refused version waits for another
            // generation, like one that failed its trial.
            var refused = Phase(UpgradePhase.Failed, e.Message);
            if (old is not null)
                store.Write(wanted.Name, old with { Failed = Remember(old, wanted, e.Message), Upgrade = refused });
            report(refused);
            throw;
        }
        var spec = store.ReadSpec(wanted, isInstalled: old is not null && !isUpgrade);

        var record = new SubAgentRecord
        {
            Applied = wanted,
            ReleaseNumber = number,
            TrialOf = isUpgrade ? old!.Applied : null,
            TrialOfNumber = isUpgrade ? old!.ReleaseNumber : null,
            Failed = old?.Failed ?? [],
            Upgrade = isUpgrade || old is null ? Phase(UpgradePhase.Trial) : old.Upgrade,
        };
        store.Write(wanted.Name, record);
        store.Switch(spec);
        LogPut(wanted.Name, from, wanted.Version, wanted.Running);
        await supervisor.ApplyAsync(spec, store.Slot(wanted.Name, wanted.Version), wanted.Running);
        if (record.Upgrade is { Phase: UpgradePhase.Trial }) await JudgeAsync(record, spec, report, cancellationToken);
    }

    private Task FetchAsync(DesiredSubAgent wanted, Action<int> percent, CancellationToken cancellationToken)
    {
        percent(0);
        return packages.FetchSubAgentAsync(
            wanted.Name, wanted.Version, store.Slot(wanted.Name, wanted.Version), percent, cancellationToken);
    }

    /// <summary>Waits for the verdict on a version that this or an earlier process has switched to.</summary>
    public async Task JudgeAsync(
        SubAgentRecord record, SubAgentSpec spec, Action<UpgradeReport> report, CancellationToken cancellationToken)
    {
        report(record.Upgrade!);
        var verdict = record.Applied.Running
            ? await supervisor.WaitHealthyAsync(spec.Name, spec.Version, SubAgentTrial.RuleOf(spec), cancellationToken)
            : new HealthVerdict(null);
        if (verdict.IsHealthy)
        {
            var done = record with
            {
                TrialOf = null,
                TrialOfNumber = null,
                Upgrade = record.Upgrade! with { Phase = UpgradePhase.Success, At = clock.GetUtcNow() },
            };
            store.Write(spec.Name, done);
            floors.Raise(spec.Name, new ReleaseMark(spec.Version, record.ReleaseNumber));
            store.KeepOnly(spec.Name, spec.Version, record.TrialOf?.Version);
            report(done.Upgrade!);
            return;
        }
        await FailAsync(record, $"{spec.Name} {spec.Version} {verdict.Fault}", report);
    }

    /// <summary>Stops and deletes a sub-agent.</summary>
    public async Task RemoveAsync(string name)
    {
        await supervisor.RemoveAsync(name);
        store.Delete(name);
        LogRemoved(name);
    }

    // A version older than the floor needs a signed permission, and the signed metadata says what is older,
    // so that no version is changed without it. Returns the release number of the version.
    private async Task<long?> RequireLeaveAsync(DesiredSubAgent wanted, CancellationToken cancellationToken)
    {
        var floor = floors.Find(wanted.Name);
        var release = await packages.FindSubAgentReleaseAsync(
            wanted.Name, wanted.Version, floor?.Version, cancellationToken);
        var mark = new ReleaseMark(wanted.Version, release.Number);
        floor = floor?.Or(release.FloorNumber);
        if (DowngradeRule.FaultOf(mark, floor, release.MayGoBackFrom) is { } fault)
            throw new InvalidDataException($"{fault}; nothing was changed");
        if (DowngradeRule.FaultOf(mark, floor, mayGoBackFrom: null) is not null)
            LogPermitted(wanted.Name, wanted.Version, release.MayGoBackFrom!.Version);
        // A floor that was stored without a release number gets it while its version is still listed.
        if (floor is not null) floors.Raise(wanted.Name, floor);
        return release.Number;
    }

    private static List<FailedSubAgent> Remember(SubAgentRecord record, DesiredSubAgent failed, string reason) =>
    [
        .. record.Failed.Append(new FailedSubAgent(failed.Version, failed.Generation, reason))
            .TakeLast(Limits.FailedVersionsMax),
    ];

    private async Task FailAsync(SubAgentRecord record, string reason, Action<UpgradeReport> report)
    {
        var name = record.Applied.Name;
        var failed = Remember(record, record.Applied, reason);
        if (record.TrialOf is not { } previous || !store.HasSlot(name, previous.Version))
        {
            // A first installation has no previous version: it stays under supervision and reports the
            // fault.
            var installed = record with
            {
                TrialOf = null,
                Upgrade = record.Upgrade! with
                {
                    Phase = UpgradePhase.Failed, Reason = $"{reason}; it is started again by its policy",
                    At = clock.GetUtcNow(),
                },
            };
            store.Write(name, installed);
            LogFailed(name, reason, "there is no version to return to");
            report(installed.Upgrade!);
            return;
        }
        var back = record with
        {
            Applied = previous,
            ReleaseNumber = record.TrialOfNumber,
            TrialOf = null,
            TrialOfNumber = null,
            Failed = failed,
            Upgrade = record.Upgrade! with
            {
                Phase = UpgradePhase.RolledBack, Reason = $"{reason}; {previous.Version} runs again",
                At = clock.GetUtcNow(),
            },
        };
        var spec = store.ReadSpec(previous, isInstalled: true);
        store.Write(name, back);
        store.Switch(spec);
        LogFailed(name, reason, $"returning to {previous.Version}");
        await supervisor.ApplyAsync(spec, store.Slot(name, previous.Version), previous.Running);
        store.KeepOnly(name, previous.Version);
        report(back.Upgrade!);
    }

    [LoggerMessage(2170, LogLevel.Information,
        "sub-agent {Name}: going back to {Version}: its signed metadata permits that from {From} or older")]
    private partial void LogPermitted(string name, string version, string from);

    [LoggerMessage(2171, LogLevel.Information, "sub-agent {Name}: {From} -> {To}, running: {Running}")]
    private partial void LogPut(string name, string from, string to, bool running);

    [LoggerMessage(2172, LogLevel.Warning, "sub-agent {Name}: {Reason}; {Next}")]
    private partial void LogFailed(string name, string reason, string next);

    [LoggerMessage(2173, LogLevel.Information, "sub-agent {Name}: uninstalled")]
    private partial void LogRemoved(string name);
}
