using Aops.Contracts;
using Aops.TestSupport;
using Aops.Upgrade.Journal;

namespace Aops.Upgrade.Tests;

public sealed class JournalStoreTests
{
    public static TheoryData<JournalPhase, string> EveryDamage()
    {
        var data = new TheoryData<JournalPhase, string>();
        foreach (var phase in Enum.GetValues<JournalPhase>())
        {
            foreach (var damage in new[] { "empty", "half", "noise", "one bit", "gone" }) data.Add(phase, damage);
        }
        return data;
    }

    [Fact]
    public void AListThatHoldsNull_IsNoJournal()
    {
        var bytes = JournalCodec.Encode(new UpgradeJournal { Current = "1", Failed = [null!] });

        Assert.Null(JournalCodec.TryDecode(bytes, out var fault));
        Assert.Contains("null", fault, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(EveryDamage))]
    public void DamagedJournal_IsTakenFromItsCopy(JournalPhase phase, string damage)
    {
        using var root = new SlotRoot("1", "2");
        var written = root.Write(Journals.In(phase));
        Journals.Damage(root.Layout.Journal, damage);

        var journal = root.Store.Read();

        Assert.Equal(written.Phase, journal.Phase);
        Assert.Equal(written.VersionFor(Role.Spm), journal.VersionFor(Role.Spm));
        Assert.Single(root.Reported);
        Assert.Equal(damage != "gone", File.Exists(root.Layout.Journal + ".damaged-1"));
        root.Store.Read();
        Assert.Single(root.Reported);
    }

    [Fact]
    public void JournalThatStaysUnreadable_IsReportedOnce()
    {
        using var root = new SlotRoot("1");
        // Neither a file that could be read nor one that could be set aside and made anew.
        Directory.CreateDirectory(Path.ChangeExtension(root.Layout.Journal, ".lock"));
        File.WriteAllText(root.Layout.Journal, "noise");

        for (var i = 0; i < 3; i++) Assert.Equal("1", root.Store.Read().Current);

        Assert.Contains("cannot be read or mended", Assert.Single(root.Reported), StringComparison.Ordinal);
    }

    [Fact]
    public void DamageThatComesAgain_IsReportedAgain()
    {
        using var root = new SlotRoot("1");
        for (var i = 0; i < 2; i++)
        {
            root.Write(Journals.In(JournalPhase.Idle));
            Journals.Damage(root.Layout.Journal, "empty");
            root.Store.Mutate(journal => journal);
        }

        Assert.Equal(2, root.Reported.Count);
    }

    [Theory]
    [MemberData(nameof(EveryDamage))]
    public void JournalAndCopyDamaged_ReturnToTheCommittedVersion(JournalPhase phase, string damage)
    {
        using var root = new SlotRoot("1", "2");
        var written = root.Write(Journals.In(phase));
        root.Store.Slots.RepairCurrentLink(written);
        Journals.Damage(root.Layout.Journal, damage);
        Journals.Damage(root.Layout.Journal + ".bak", damage);

        var journal = root.Store.Read();

        Assert.Equal(JournalPhase.Idle, journal.Phase);
        Assert.Equal("1", journal.Current);
    }

    [Fact]
    public void NothingButSlots_TakesTheNewestWholeOne()
    {
        using var root = new SlotRoot("1.9.0", "1.10.0");
        root.AddSlot("1.11.0");
        File.Delete(Path.Combine(root.Layout.Slot("1.11.0"), "manifest.json"));

        Assert.Equal("1.10.0", root.Store.Read().Current);
    }

    [Fact]
    public void FreshHost_HasAnEmptyJournalAndNoFault()
    {
        using var root = new SlotRoot();

        var journal = root.Store.Read();

        Assert.Null(journal.Current);
        Assert.Empty(root.Reported);
        Assert.False(File.Exists(root.Layout.Journal));
    }

    [Fact]
    public void DamagedFiles_AreBounded()
    {
        using var root = new SlotRoot("1");
        for (var i = 0; i < 12; i++)
        {
            root.Write(Journals.In(JournalPhase.Idle) with { Generation = i });
            Journals.Damage(root.Layout.Journal, "noise");
            root.Store.Read();
        }

        Assert.Equal(4, Directory.GetFiles(root.Layout.State, "journal.json.damaged-*").Length);
    }

    [Fact]
    public void NoTemporaryFileCanBeMade_OverwritesInPlace()
    {
        using var root = new SlotRoot("1", "2");
        root.Write(Journals.In(JournalPhase.SpmTrial));
        // A directory in the way of the temporary name stands for the full disk: the store cannot make a new file.
        var temporary = $"{root.Layout.Journal}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.tmp";
        Directory.CreateDirectory(Path.Combine(temporary, "in the way"));

        root.Write(Journals.In(JournalPhase.RolledBack));

        Assert.Equal(JournalPhase.RolledBack, root.Store.Read().Phase);
        Assert.Empty(root.Reported);
    }

    [Fact]
    public void ManyWriters_LoseNoChange()
    {
        using var root = new SlotRoot("1");
        root.Write(new UpgradeJournal { Current = "1" });

        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 10; i++) root.Store.Mutate(j => j with { StartsSpm = j.StartsSpm + 1 });
        });

        Assert.Equal(80, root.Store.Read().StartsSpm);
    }

    [Fact]
    public void UnknownMembers_OfANewerSuite_AreReadOver()
    {
        using var root = new SlotRoot("1");
        var inner = """{"schema":2,"phase":"idle","at":"2026-01-01T00:00:00+00:00","current":"1","newer":{"a":[1]}}""";

        var journal = JsonText(inner);

        Assert.Equal("1", journal!.Current);
    }

    private static UpgradeJournal? JsonText(string inner)
    {
        var crc = uint.MaxValue;
        foreach (var b in System.Text.Encoding.UTF8.GetBytes(inner)) crc = System.Numerics.BitOperations.Crc32C(crc, b);
        var file = "{\"journal\":" + inner + ",\"crc32c\":\"" + (~crc).ToString("x8") + "\"}   \n";
        return JournalCodec.TryDecode(System.Text.Encoding.UTF8.GetBytes(file), out _);
    }
}
