using Aops.AgentService.Enrolment;
using Aops.AgentService.Installed;
using Aops.Hosting;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Upgrade.Downgrades;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Slots;

namespace Aops.AgentService.Install.Steps;

/// <summary>Turns the staged release into an installation. The pair is stopped meanwhile.</summary>
internal sealed class SlotPlacement(
    AopsLayout layout, InstallStaging staging, TimeProvider clock, Action<string> note)
{
    /// <summary>Writes all files. The stop marker stays; the start removes it.</summary>
    /// <param name="release">The staged release; its folder becomes the slot.</param>
    /// <param name="plan">Result of the checks.</param>
    /// <param name="identity">Identity of the host.</param>
    internal void Place(StagedRelease release, InstallPlan plan, Identity identity)
    {
        AtomicFile.CreateDirectory(layout.Releases);
        AtomicFile.CreateDirectory(layout.State, AtomicFile.PassableDirectory);
        AtomicFile.CreateDirectory(layout.SubAgents);
        AtomicFile.CreateDirectory(layout.Log, AtomicFile.GroupDirectory);
        AtomicFile.CreateDirectory(Path.Combine(layout.Log, "subagents"));
        AtomicFile.CreateDirectory(layout.Run);
        AtomicFile.CreateDirectory(Path.GetDirectoryName(layout.TrustRoot)!);

        AtomicFile.Rename(release.Directory, layout.Slot(release.Version));
        // The root after the refresh, which may have followed rotations.
        AtomicFile.Write(layout.TrustRoot, File.ReadAllBytes(staging.Layout.TrustRoot), AtomicFile.Public);
        if (Directory.Exists(staging.Layout.Tuf)) AtomicFile.Rename(staging.Layout.Tuf, layout.Tuf);
        // The cached package: a damaged slot is healed from it without the network.
        if (Directory.Exists(staging.Layout.Packages)) AtomicFile.Rename(staging.Layout.Packages, layout.Packages);
        if (plan.CaPem is { } authority) AtomicFile.Write(layout.TrustCa, authority, AtomicFile.Public);
        if (plan.NewConf is { } conf) AtomicFile.Write(layout.Conf, conf, AtomicFile.Public);
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
