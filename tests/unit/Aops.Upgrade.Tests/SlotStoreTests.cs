using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;
using Aops.TestSupport;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Slots;

namespace Aops.Upgrade.Tests;

public sealed class SlotStoreTests
{
    [Theory]
    [InlineData("manifest.json")]
    [InlineData("bin/aops-spm")]
    [InlineData("bin/aops-spa")]
    [InlineData("bin/aops-launch")]
    public void SlotWithoutAFile_IsNotWhole(string missing)
    {
        using var root = new SlotRoot("1");
        File.Delete(Path.Combine(root.Layout.Slot("1"), missing));

        Assert.False(root.Store.Slots.IsWhole("1"));
    }

    [Fact]
    public void SlotWithAnEmptyOrPlainProgram_IsNotWhole()
    {
        using var root = new SlotRoot("1", "2", "3");
        File.WriteAllText(root.Layout.SlotProgram("1", Role.Spm), "");
        File.SetUnixFileMode(root.Layout.SlotProgram("2", Role.Spa), AtomicFile.Public);

        Assert.Equal(["3"], root.Store.Slots.ListWhole());
    }

    [Theory]
    [InlineData(JournalPhase.Idle, "1", "1")]
    [InlineData(JournalPhase.Staging, "1", "1")]
    [InlineData(JournalPhase.Staged, "1", "1")]
    [InlineData(JournalPhase.SpmTrial, "2", "1")]
    [InlineData(JournalPhase.SpaTrial, "2", "2")]
    [InlineData(JournalPhase.Committed, "1", "1")]
    [InlineData(JournalPhase.RolledBack, "1", "1")]
    public void Choose_PutsTheChosenSlotFirst(JournalPhase phase, string spm, string spa)
    {
        using var root = new SlotRoot("0", "1", "2");
        var journal = Journals.In(phase);

        Assert.Equal(spm, root.Store.Slots.Choose(Role.Spm, journal)[0]);
        Assert.Equal(spa, root.Store.Slots.Choose(Role.Spa, journal)[0]);
    }

    [Fact]
    public void Choose_ChosenSlotMissing_PrefersPreviousThenNeverFailed()
    {
        using var root = new SlotRoot("0", "3", "4");
        var journal = Journals.In(JournalPhase.Idle) with
        {
            Failed = [new FailedVersion { Version = "4", Generation = 1, Reason = "r", At = default }],
        };

        Assert.Equal(["0", "3", "4"], root.Store.Slots.Choose(Role.Spm, journal));
    }

    [Theory]
    [InlineData(JournalPhase.SpmTrial, "1")]
    [InlineData(JournalPhase.Idle, "1")]
    public void CurrentLink_NamesTheCommittedVersion(JournalPhase phase, string expected)
    {
        using var root = new SlotRoot("1", "2");
        File.CreateSymbolicLink(root.Layout.Current, "releases/2");

        Assert.True(root.Store.Slots.RepairCurrentLink(Journals.In(phase)));
        Assert.Equal(expected, root.Store.Slots.ReadCurrentLink());
        Assert.False(root.Store.Slots.RepairCurrentLink(Journals.In(phase)));
    }

    [Fact]
    public void Collect_KeepsCurrentPreviousAndRunning()
    {
        using var root = new SlotRoot("0", "1", "2", "3", "4");
        Directory.CreateDirectory(Path.Combine(root.Layout.Releases, ".staging-9"));
        File.Copy("/bin/sleep", root.Layout.SlotProgram("4", Role.Spm), overwrite: true);
        using var running = System.Diagnostics.Process.Start(root.Layout.SlotProgram("4", Role.Spm), "60");
        root.Write(Journals.In(JournalPhase.Committed) with { Current = "2", Previous = "1" });

        try
        {
            var deleted = new SlotCollector(root.Layout, root.Store).Collect();

            Assert.Equal(["0", "3"], deleted.Order());
            Assert.Equal(["4", "2", "1"], root.Store.Slots.ListWhole());
            Assert.Equal(3, Directory.GetDirectories(root.Layout.Releases).Length);
        }
        finally
        {
            running.Kill();
            running.WaitForExit();
        }
    }

    [Fact]
    public void Collect_DuringATrial_KeepsBothVersions()
    {
        using var root = new SlotRoot("0", "1", "2");
        root.Write(Journals.In(JournalPhase.SpmTrial));

        Assert.Empty(new SlotCollector(root.Layout, root.Store).Collect());
    }

    [Fact]
    public void Tidy_BringsThePrograms_OfTheCommittedVersion()
    {
        using var root = new SlotRoot("1", "2");
        root.Write(Journals.In(JournalPhase.Committed) with { Current = "2" });

        Assert.Empty(PostCommitCleanup.Tidy(root.Layout, root.Store));
        Assert.Equal(
            File.ReadAllText(Path.Combine(root.Layout.Slot("2"), "bin/aops-launch")),
            File.ReadAllText(root.Layout.LauncherProgram));
        Assert.Equal("2", root.Store.Slots.ReadCurrentLink());
    }

    [Theory]
    [InlineData("releases/1.2/bin/aops-spm", "1.2")]
    [InlineData("releases/1.2/bin/aops-spm (deleted)", "1.2")]
    [InlineData("releases/.staging/bin/aops-spm", null)]
    [InlineData("bin/aops-launch", null)]
    public void VersionOf_ReadsTheSlotOfAProgram(string program, string? version)
    {
        using var root = new SlotRoot();

        Assert.Equal(version, root.Store.Slots.VersionOf(Path.Combine(root.Layout.Opt, program)));
    }

    [Theory]
    [InlineData("1.2.0", "1.10.0")]
    [InlineData("1.0.0-rc.2", "1.0.0-rc.10")]
    [InlineData("1.0.0-rc.1", "1.0.0")]
    [InlineData("1.0", "1.0.1")]
    public void VersionOrder_ComparesNumbersByValue(string smaller, string greater)
    {
        Assert.True(VersionOrder.Instance.Compare(smaller, greater) < 0);
        Assert.True(VersionOrder.Instance.Compare(greater, smaller) > 0);
        Assert.Equal(0, VersionOrder.Instance.Compare(smaller, smaller + "+build"));
    }
}
