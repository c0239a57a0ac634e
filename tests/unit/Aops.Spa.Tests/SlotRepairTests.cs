using Aops.Contracts;
using Aops.TestSupport;
using Aops.Upgrade.Journal;

namespace Aops.Spa.Tests;

public sealed class SlotRepairTests
{
    [Theory]
    [InlineData(JournalPhase.Idle, true, false)]
    [InlineData(JournalPhase.Idle, false, true)]
    [InlineData(JournalPhase.SpmTrial, false, false)]
    [InlineData(JournalPhase.RolledBack, false, true)]
    public void IsNeeded_WithoutACommittedProgram_OutsideOfATrial(JournalPhase phase, bool isThere, bool isNeeded)
    {
        using var world = new SpaWorld();
        if (!isThere) File.Delete(world.Layout.SlotProgram("1", Role.Spm));

        Assert.Equal(isNeeded, world.Repair.IsNeeded(Journals.In(phase)));
    }

    [Fact]
    public void IsNotNeeded_WhereNothingIsInstalled()
    {
        using var world = new SpaWorld();

        Assert.False(world.Repair.IsNeeded(new UpgradeJournal()));
    }

    [Fact]
    public void InstalledServiceProgramGone_TakesASlots()
    {
        using var world = new SpaWorld();
        world.AddProgram(Path.Combine(world.Layout.Slot("1"), "bin", Role.Service.ProgramName()));
        File.Delete(Path.Combine(world.Layout.Slot("2"), "bin", Role.Service.ProgramName()));

        world.Repair.Begin();

        Assert.Equal($"repair --root {world.Layout.Root}", world.WaitForTrace());
    }

    [Fact]
    public void NoServiceProgramAtAll_IsSaid()
    {
        using var world = new SpaWorld();
        foreach (var version in new[] { "1", "2" })
            File.Delete(Path.Combine(world.Layout.Slot(version), "bin", Role.Service.ProgramName()));

        world.Repair.Begin();

        Assert.Contains("no aops-agent-service", Assert.Single(world.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void WhileOneIsUnderWay_NoSecondBegins()
    {
        using var world = new SpaWorld();
        var gate = Path.Combine(world.Layout.Root, "gate");
        Directory.CreateDirectory(world.Layout.Bin);
        File.WriteAllText(world.Layout.ServiceProgram, $"#!/bin/sh\nwhile [ ! -e '{gate}' ]; do sleep 0.01; done\n");
        File.SetUnixFileMode(world.Layout.ServiceProgram, Native.Files.AtomicFile.Executable);

        world.Repair.Begin();
        world.Repair.Begin();
        Assert.Single(world.Log.Lines);
        File.WriteAllText(gate, "");
        UntilReaped(world, "was put back");

        world.Repair.Begin();
        Assert.Equal(3, world.Log.Lines.Count);
        UntilReaped(world, "was put back", 2);
    }

    [Fact]
    public void RepairThatFails_IsSaid()
    {
        using var world = new SpaWorld();
        world.AddProgram(world.Layout.ServiceProgram, exitCode: 69);

        world.Repair.Begin();

        UntilReaped(world, "failed (exit 69)");
    }

    [Fact]
    public void ProgramThatCannotBeExecuted_IsSaid()
    {
        using var world = new SpaWorld();
        Directory.CreateDirectory(world.Layout.Bin);
        File.WriteAllText(world.Layout.ServiceProgram, "no program");
        File.SetUnixFileMode(world.Layout.ServiceProgram, Native.Files.AtomicFile.Executable);

        world.Repair.Begin();

        Assert.StartsWith("Error: ", Assert.Single(world.Log.Lines), StringComparison.Ordinal);
    }

    private static void UntilReaped(SpaWorld world, string line, int times = 1) => Eventually.Holds(
        () =>
        {
            world.Repair.Reap();
            return world.Log.Lines.Count(l => l.Contains(line, StringComparison.Ordinal)) == times;
        },
        $"the log says '{line}' (it says: {string.Join("; ", world.Log.Lines)})");
}
