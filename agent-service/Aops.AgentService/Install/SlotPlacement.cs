using Aops.Contracts;
using Aops.Hosting;
using Aops.Native.Files;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Machine;
using Aops.Upgrade.Slots;

namespace Aops.AgentService.Install;

/// <summary>Makes an installation of what was staged. The pair is down meanwhile.</summary>
internal sealed class SlotPlacement(
    AopsLayout layout, InstallStaging staging, TimeProvider clock, Action<string> note)
{
    /// <summary>Writes everything but the stop marker's removal, which is the start's.</summary>
    /// <param name="release">The staged release; its folder becomes the slot.</param>
    /// <param name="plan">What the checks found.</param>
    /// <param name="identity">Who the host is.</param>
    internal void Place(StagedRelease release, InstallPlan plan, Identity identity)
    {
        Durable.CreateDirectory(layout.Releases);
        Durable.CreateDirectory(layout.State, Durable.PassableDirectory);
        Durable.CreateDirectory(layout.SubAgents);
        Durable.CreateDirectory(layout.Log, Durable.GroupDirectory);
        Durable.CreateDirectory(Path.Combine(layout.Log, "subagents"));
        Durable.CreateDirectory(layout.Run);
        Durable.CreateDirectory(Path.GetDirectoryName(layout.TrustRoot)!);

        Durable.Rename(release.Directory, layout.Slot(release.Version));
        // The root as the refresh left it: it may have followed rotations.
        Durable.Write(layout.TrustRoot, File.ReadAllBytes(staging.Layout.TrustRoot), Durable.Public);
        if (Directory.Exists(staging.Layout.Tuf)) Durable.Rename(staging.Layout.Tuf, layout.Tuf);
        // The package itself: a damaged slot is healed from it without the network.
        if (Directory.Exists(staging.Layout.Packages)) Durable.Rename(staging.Layout.Packages, layout.Packages);
        if (plan.CaPem is { } authority) Durable.Write(layout.TrustCa, authority, Durable.Public);
        if (plan.NewConf is { } conf) Durable.Write(layout.Conf, conf, Durable.Public);
        IdentityFile.WriteOnly(layout, identity);

        var floor = DowngradeRule.Newer(release.Floor, new ReleaseMark(release.Version, release.Number));
        var journal = new UpgradeJournal
        {
            At = clock.GetUtcNow(),
            Current = release.Version,
            CurrentNumber = release.Number,
            Floor = floor?.Version,
            FloorNumber = floor?.Number,
        };
        var store = new JournalStore(layout, clock, note);
        store.Mutate(_ => journal);
        store.Slots.RepairCurrentLink(journal);
        InstalledPrograms.Refresh(layout, release.Version);
    }
}
