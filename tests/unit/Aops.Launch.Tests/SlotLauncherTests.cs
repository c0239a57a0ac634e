using System.Diagnostics;
using Aops.Contracts;
using Aops.Native;
using Aops.Native.Processes;
using Aops.TestSupport;
using Aops.Upgrade.Journal;

namespace Aops.Launch.Tests;

public sealed class SlotLauncherTests
{
    private readonly List<string> _said = [];
    private readonly List<(string Program, string? PassedOver)> _executed = [];

    private int Launch(SlotRoot root, Role role, Func<string, int>? errnoOf = null) =>
        new SlotLauncher(root.Layout, role, TimeProvider.System, _said.Add).Run((program, passedOver) =>
        {
            if (errnoOf?.Invoke(program) is { } errno and not 0) throw new PosixException("execve", program, errno);
            _executed.Add((Path.GetRelativePath(root.Layout.Releases, program), passedOver));
        });

    [Fact]
    public void NoTrial_ExecutesTheCurrentVersion()
    {
        using var root = new SlotRoot("1", "2");
        root.Write(Journals.In(JournalPhase.Idle));

        Assert.Equal(ExitCodes.Ok, Launch(root, Role.Spm));
        Assert.Equal([("1/bin/aops-spm", null)], _executed);
        Assert.Empty(_said);
    }

    [Fact]
    public void Trial_CountsStarts_ThenRollsBack()
    {
        using var root = new SlotRoot("1", "2");
        root.Write(Journals.In(JournalPhase.SpmTrial));

        for (var i = 0; i <= Limits.TrialStartsMax; i++) Launch(root, Role.Spm);

        Assert.Equal(
            ["2/bin/aops-spm", "2/bin/aops-spm", "2/bin/aops-spm", "1/bin/aops-spm"],
            _executed.Select(e => e.Program));
        Assert.Equal(JournalPhase.RolledBack, root.Store.Read().Phase);
        Assert.Single(_said);
    }

    [Fact]
    public void Trial_StartBesideAnother_EndsUncounted()
    {
        using var root = new SlotRoot("1", "2");
        using var other = Process.Start("sleep", "60");
        try
        {
            var mark = ProcessIdentity.TryRead(other.Id)!.Value;
            root.Write(Journals.In(JournalPhase.SpmTrial) with
            {
                StartsSpm = Limits.TrialStartsMax,
                LastStartSpm = new StartMark(mark.Pid, mark.StartTicks, DateTimeOffset.UtcNow),
            });

            Assert.Equal(ExitCodes.AlreadyRunning, Launch(root, Role.Spm));
            Assert.Empty(_executed);
            Assert.Equal(JournalPhase.SpmTrial, root.Store.Read().Phase);
        }
        finally
        {
            other.Kill();
        }
    }

    [Theory]
    [InlineData(0, -6)]
    [InlineData(1, 0)]
    public void Trial_StartAfterOneThatIsLate_OrAnotherProcess_Counts(int tickShift, int seconds)
    {
        using var root = new SlotRoot("1", "2");
        using var other = Process.Start("sleep", "60");
        try
        {
            var mark = ProcessIdentity.TryRead(other.Id)!.Value;
            root.Write(Journals.In(JournalPhase.SpmTrial) with
            {
                StartsSpm = 1,
                LastStartSpm = new StartMark(
                    mark.Pid, mark.StartTicks + tickShift, DateTimeOffset.UtcNow.AddSeconds(seconds)),
            });

            Assert.Equal(ExitCodes.Ok, Launch(root, Role.Spm));

            var journal = root.Store.Read();
            Assert.Equal((2, Environment.ProcessId), (journal.StartsSpm, journal.LastStartSpm!.Pid));
        }
        finally
        {
            other.Kill();
        }
    }

    [Fact]
    public void Trial_OfSpm_StartsTheOldSpaUncounted()
    {
        using var root = new SlotRoot("1", "2");
        root.Write(Journals.In(JournalPhase.SpmTrial));

        for (var i = 0; i < 9; i++) Launch(root, Role.Spa);

        Assert.All(_executed, e => Assert.Equal("1/bin/aops-spa", e.Program));
        Assert.Equal(JournalPhase.SpmTrial, root.Store.Read().Phase);
    }

    [Theory]
    [InlineData(Errno.ENOENT)]
    [InlineData(Errno.ENOEXEC)]
    [InlineData(Errno.EACCES)]
    public void Trial_ProgramCannotBeExecuted_RollsBackAtOnce(int errno)
    {
        using var root = new SlotRoot("1", "2");
        root.Write(Journals.In(JournalPhase.SpmTrial));

        Launch(root, Role.Spm, program => program.Contains("/2/", StringComparison.Ordinal) ? errno : 0);

        Assert.Equal([("1/bin/aops-spm", null)], _executed);
        Assert.Equal(JournalPhase.RolledBack, root.Store.Read().Phase);
        Assert.NotNull(root.Store.Read().FailureOf("2", 7));
    }

    [Fact]
    public void NoTrial_CurrentMissing_TakesAnotherWholeSlot_AndKeepsTheJournal()
    {
        using var root = new SlotRoot("0", "1");
        root.Write(Journals.In(JournalPhase.Idle));
        File.Delete(root.Layout.SlotProgram("1", Role.Spm));

        Assert.Equal(ExitCodes.Ok, Launch(root, Role.Spm));
        Assert.Equal([("0/bin/aops-spm", "1")], _executed);
        Assert.Equal("1", root.Store.Read().Current);
        Assert.Contains("starting 0 instead", Assert.Single(_said), StringComparison.Ordinal);
    }

    [Fact]
    public void NoTrial_CurrentCannotBeExecuted_TakesAnotherWholeSlot()
    {
        using var root = new SlotRoot("0", "1");
        root.Write(Journals.In(JournalPhase.Idle));

        Launch(root, Role.Spa, p => p.Contains("/1/", StringComparison.Ordinal) ? Errno.ENOEXEC : 0);

        Assert.Equal([("0/bin/aops-spa", "1")], _executed);
    }

    [Fact]
    public void NoSlotAtAll_SaysSo()
    {
        using var root = new SlotRoot();

        Assert.Equal(ExitCodes.NotFound, Launch(root, Role.Spm));
        Assert.Contains("install one", Assert.Single(_said), StringComparison.Ordinal);
    }

    [Fact]
    public void CountCannotBeWritten_StartsUncounted_AndBlamesNobody()
    {
        using var root = new SlotRoot("1", "2");
        root.Write(Journals.In(JournalPhase.SpmTrial));
        // A directory where the lock should be: no change can be made, as on a read-only disk.
        File.Delete(Path.ChangeExtension(root.Layout.Journal, ".lock"));
        Directory.CreateDirectory(Path.ChangeExtension(root.Layout.Journal, ".lock"));

        Assert.Equal(ExitCodes.Ok, Launch(root, Role.Spm));
        Assert.Equal([("2/bin/aops-spm", null)], _executed);
        Assert.Empty(root.Store.Read().Failed);
        Assert.Contains("uncounted", Assert.Single(_said), StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedJournal_StillStarts()
    {
        using var root = new SlotRoot("1", "2");
        root.Store.Slots.RepairCurrentLink(root.Write(Journals.In(JournalPhase.Committed)));
        Journals.Damage(root.Layout.Journal, "noise");
        Journals.Damage(root.Layout.Journal + ".bak", "empty");

        Assert.Equal(ExitCodes.Ok, Launch(root, Role.Spm));
        Assert.Equal("1/bin/aops-spm", _executed[0].Program);
    }
}
