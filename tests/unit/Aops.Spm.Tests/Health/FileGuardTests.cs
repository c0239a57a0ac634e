using Aops.Contracts;
using Aops.Native.Files;
using Aops.Releases.Packages;
using Aops.Spm.Tests.Support;
using Aops.TestSupport;
using Aops.Upgrade.Journal;

namespace Aops.Spm.Tests.Health;

/// <summary>What is put back where it is missing, what is only told, and when the slot is looked at.</summary>
public sealed class FileGuardTests
{
    [Theory]
    [InlineData("socket")]
    [InlineData("lock")]
    [InlineData("run folder")]
    [InlineData("log folder")]
    public void WhatWasDeleted_IsBackAfterAGlance(string what)
    {
        using var bench = new FileGuardBench();
        var layout = bench.Spm.Layout;
        if (what == "socket") File.Delete(layout.Socket(Role.Spm));
        else if (what == "lock") File.Delete(layout.Lock(Role.Spm));
        else Directory.Delete(what == "run folder" ? layout.Run : layout.Log, recursive: true);

        bench.Guard.Glance();

        Assert.True(bench.Held.IsIntact && bench.Socket.IsIntact && Directory.Exists(layout.Log));
        Assert.Equal("", bench.Fault);
        Assert.False(bench.Lifetime.IsStopped);
    }

    [Fact]
    public void ALockThatAnotherProcessHasTaken_EndsThisOne()
    {
        using var bench = new FileGuardBench();
        File.Delete(bench.Spm.Layout.Lock(Role.Spm));
        using var another = FileLock.TryAcquire(bench.Spm.Layout.Lock(Role.Spm));

        bench.Guard.Glance();

        Assert.True(bench.Lifetime.IsStopped);
    }

    [Fact]
    public void WhatCannotBePutBack_IsTold_UntilItCan()
    {
        using var bench = new FileGuardBench();
        Directory.Delete(bench.Spm.Layout.Run, recursive: true);
        File.WriteAllText(bench.Spm.Layout.Run, "in the way");

        bench.Guard.Glance();
        Assert.Contains("tried again with the next", bench.Fault, StringComparison.Ordinal);
        File.Delete(bench.Spm.Layout.Run);
        bench.Guard.Glance();

        Assert.Equal("", bench.Fault);
        Assert.True(bench.Socket.IsIntact);
    }

    [Theory]
    // minutes -> whether a damaged slot is found
    [InlineData(9, false)]
    [InlineData(10, true)]
    public async Task TheSlot_IsReadOnceAnInterval(int minutes, bool isFound)
    {
        using var bench = new FileGuardBench();
        bench.Guard.Glance();
        bench.Spm.DamageSlot("1.5");

        bench.Spm.Clock.Advance(TimeSpan.FromMinutes(minutes));
        bench.Guard.Glance();

        await AssertReadAsync(bench, isFound);
    }

    [Fact]
    public async Task ADamagedSlot_IsHealed_AndOneThatCannotBe_IsAFaultUntilItIs()
    {
        using var bench = new FileGuardBench();
        bench.Spm.DamageSlot("1.5");
        bench.Packages.Heal = _ => new HealOutcome.Failed("1.5 cannot be healed");
        bench.GlanceWhenDue();
        await Eventually.HoldsAsync(() => bench.Fault == "1.5 cannot be healed");

        bench.Packages.Heal = _ => new HealOutcome.Healed(["bin/aops-spm"]);
        await GlanceUntilAsync(bench, () => bench.Fault == "");

        Assert.Equal(["heal 1.5", "heal 1.5"], bench.Packages.Asked);
        Assert.Empty(bench.Spm.Restart.Reasons);
    }

    [Fact]
    public async Task ASlotThatWasRepairedByHand_IsNoFaultAnyMore()
    {
        using var bench = new FileGuardBench();
        bench.Spm.DamageSlot("1.5");
        bench.Packages.Heal = _ => new HealOutcome.Failed("1.5 cannot be healed");
        bench.GlanceWhenDue();
        await Eventually.HoldsAsync(() => bench.Fault.Length > 0);

        bench.Spm.AddSlot("1.5");
        await GlanceUntilAsync(bench, () => bench.Fault == "");

        Assert.Single(bench.Packages.Asked);
    }

    [Fact]
    public async Task AProcessThatRunsAnotherSlot_ReturnsToTheHealedOne()
    {
        using var bench = new FileGuardBench { Own = "2.0" };
        bench.Spm.DamageSlot("1.5");

        // The launcher had to pass the chosen slot over, so that it is looked at with the first glance.
        bench.Guard.Glance();

        await Eventually.HoldsAsync(() => bench.Spm.Restart.Reasons.Count > 0);
        Assert.Equal("1.5 is whole again", bench.Spm.Restart.Reasons[0]);
    }

    [Fact]
    public async Task DuringATrial_NothingIsHealed()
    {
        using var bench = new FileGuardBench();
        bench.Spm.DamageSlot("1.5");
        bench.Spm.Write(bench.Spm.State.Journal.Read() with { Phase = JournalPhase.SpaTrial, From = "1.5", To = "2.0" });
        // The end of a check clears what is told of the check itself.
        bench.Spm.State.Faults.Set("slot check", "it has not ended");

        bench.GlanceWhenDue();

        await Eventually.HoldsAsync(() => bench.Fault == "");
        Assert.Empty(bench.Packages.Asked);
    }

    [Theory]
    // whether the slot lacks a program, whether a look at it was asked for -> whether it is read before its interval
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, true, true)]
    public async Task AStartThatFoundNoProgram_HasTheSlotReadSoon(bool isMissing, bool isAsked, bool isRead)
    {
        using var bench = new FileGuardBench();
        // The look of the start.
        bench.Guard.Glance();
        if (isMissing) File.Delete(bench.Spm.Layout.SlotProgram("1.5", Role.Spa));
        if (isAsked) bench.Guard.CheckSoon();

        bench.Guard.Glance();

        if (!isMissing) bench.Spm.DamageSlot("1.5");
        await AssertReadAsync(bench, isRead);
    }

    // A slot that was not read has no place before another one, which is read next.
    private static async Task AssertReadAsync(FileGuardBench bench, bool isRead)
    {
        if (isRead) await Eventually.HoldsAsync(() => bench.Packages.Asked.Count > 0);
        bench.Spm.DamageSlot("2.0");
        bench.Spm.Write(bench.Spm.State.Journal.Read() with { Current = "2.0" });
        await GlanceUntilAsync(bench, () => bench.Packages.Asked.LastOrDefault() == "heal 2.0");
        Assert.Equal(isRead ? ["heal 1.5", "heal 2.0"] : ["heal 2.0"], bench.Packages.Asked);
    }

    // A check that is under way holds up the next one.
    private static Task GlanceUntilAsync(FileGuardBench bench, Func<bool> condition) => Eventually.HoldsAsync(() =>
    {
        if (condition()) return true;
        if (bench.Packages.Asked.Count < 2) bench.GlanceWhenDue();
        return false;
    }, () => $"{bench.Fault}, {string.Join(", ", bench.Packages.Asked)}");
}
