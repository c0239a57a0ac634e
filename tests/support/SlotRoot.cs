using Aops.Layout;
using Aops.Native.Files;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Machine;

namespace Aops.TestSupport;

/// <summary>A root in the temporary folder, with slots of shell scripts.</summary>
internal sealed class SlotRoot : IDisposable
{
    public SlotRoot(params string[] versions)
    {
        Layout = new AopsLayout(Directory.CreateTempSubdirectory("aops-upgrade-").FullName);
        Directory.CreateDirectory(Layout.State);
        Directory.CreateDirectory(Layout.Releases);
        Store = new JournalStore(Layout, TimeProvider.System, Reported.Add);
        foreach (var version in versions) AddSlot(version);
    }

    public AopsLayout Layout { get; }

    public JournalStore Store { get; }

    /// <summary>What the store said was wrong.</summary>
    public List<string> Reported { get; } = [];

    public void AddSlot(string version)
    {
        var bin = Path.Combine(Layout.Slot(version), "bin");
        Directory.CreateDirectory(bin);
        File.WriteAllText(Path.Combine(Layout.Slot(version), "manifest.json"), "{}");
        foreach (var name in new[] { "aops-spm", "aops-spa", "aops-launch", "aops-agent-service", "control" })
        {
            var path = Path.Combine(bin, name);
            File.WriteAllText(path, $"#!/bin/sh\necho {version}\n");
            File.SetUnixFileMode(path, AtomicFile.Executable);
        }
    }

    public UpgradeJournal Write(UpgradeJournal journal) => Store.Mutate(_ => journal);

    public UpgradeStep Step(UpgradeTrigger trigger, string? version = null, long order = 1)
    {
        UpgradeStep step = default;
        Store.Mutate(journal =>
        {
            step = UpgradeMachine.Next(journal, new UpgradeEvent(trigger, DateTimeOffset.UnixEpoch)
            {
                Version = version,
                Generation = order,
                IsWhole = v => Store.Slots.IsWhole(v),
            });
            return step.Journal;
        });
        return step;
    }

    public void Dispose() => Directory.Delete(Layout.Root, recursive: true);
}
