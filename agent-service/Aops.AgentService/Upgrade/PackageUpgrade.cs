using Aops.AgentService.Faults;
using Aops.AgentService.Installed;
using Aops.AgentService.Pair;
using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Releases.Packages;

namespace Aops.AgentService.Upgrade;

/// <summary>
/// Applies a package of the distribution to a host that upgrades itself: a newer version is taken by an
/// ordinary upgrade with trial and rollback; an older one is ignored. The pair is not stopped.
/// </summary>
internal sealed class PackageUpgrade(ServiceContext context)
{
    private AopsLayout Layout => context.Layout;

    /// <summary>Reads the package, and orders its version from the running spm if that is newer.</summary>
    /// <returns>What happens next; the upgrade continues after this returns.</returns>
    /// <exception cref="ServiceException">There is no package, or its version cannot be taken.</exception>
    internal async Task<Outcome> RunAsync(CancellationToken cancellationToken)
    {
        var seed = SeedPackage.TryOpen(Layout) ?? throw new ServiceException(
            $"no package has brought a release of the suite to {Layout.Seed}; nothing was changed", ExitCodes.NoInput);
        var journal = context.ReadJournal();
        if (journal.Current is not { } current)
        {
            return Said("this host is not enrolled yet: name the server in "
                + $"{Layout.Conf} (heartbeatSrv), lay an enrolment token down in {Layout.EnrolmentToken}, and run "
                + "'aops-agent-service install' (under systemd, aops-enrol.service does that by itself)", null);
        }
        var order = VersionOrder.Instance.Compare(seed.Version, current);
        if (order == 0) return Said($"version {current} is installed already; nothing was changed", current);
        if (order < 0)
            return Said($"version {current} stays: it is newer than the package's {seed.Version}", current);
        if (journal.Failed.FirstOrDefault(f => f.Version == seed.Version) is { } failed)
        {
            return Said($"version {current} stays: the package's {seed.Version} failed on this host before "
                + $"({failed.Reason}); 'aops-agent-service upgrade --version {seed.Version}' tries it again", current);
        }
        if (File.Exists(Layout.StopMarker) || ProcessScan.Find(Layout).Count == 0)
        {
            return Said($"version {current} stays, as the suite is stopped; after 'aops-agent-service start', "
                + $"'aops-agent-service take-package' upgrades to {seed.Version}", current);
        }
        await PlaceAsync(seed, cancellationToken);
        await new UpgradeClient(context).BeginAsync(new UpgradeRequest { Version = seed.Version }, cancellationToken);
        return Said($"the upgrade from {current} to the package's {seed.Version} is under way, with its trial; "
            + "'aops-agent-service status' tells how it stands", seed.Version);
    }

    // spm takes a whole slot as it is and fetches nothing.
    private async Task PlaceAsync(SeedPackage seed, CancellationToken cancellationToken)
    {
        using var alone = InstallLock.Take(Layout);
        var slot = Layout.Slot(seed.Version);
        if (Directory.Exists(slot) && (await SlotVerifier.VerifyAsync(slot, cancellationToken)).Count == 0) return;
        var staging = new InstallStaging(Layout);
        try
        {
            var outcome = await seed.StageAsync(staging.SlotParent, cancellationToken);
            if (outcome is StageOutcome.Failed failed) throw new ServiceException(failed.Sentence, ExitCodes.BadData);
            FileTree.Delete(slot);
            AtomicFile.Rename(((StageOutcome.Staged)outcome).Directory, slot);
        }
        finally
        {
            staging.Remove();
        }
    }

    private static Outcome Said(string sentence, string? version) =>
        new() { Ok = true, Message = sentence, Version = version };
}
