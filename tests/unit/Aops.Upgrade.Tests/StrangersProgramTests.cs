using System.Diagnostics;
using Aops.Contracts;
using Aops.Native;
using Aops.Native.Files;
using Aops.TestSupport;
using Aops.Upgrade.Slots;

namespace Aops.Upgrade.Tests;

/// <summary>Programs of a slot that run, but not as the suite's user.</summary>
public sealed class StrangersProgramTests : IDisposable
{
    private readonly SlotRoot _root = new("1.0.0");

    private Process? _started;

    public void Dispose()
    {
        _started?.Kill(entireProcessTree: true);
        _started?.Dispose();
        _root.Dispose();
    }

    [Fact]
    public void Sec_L3_ProgramOfAnotherUser_IsNotTheSuitesAndKeepsNoSlot()
    {
        Assert.SkipUnless(CurrentUser.IsRoot, "a process of another user needs root");
        var stranger = Start("setpriv", "--reuid=12345", "--regid=12345", "--clear-groups");

        Assert.Empty(RunningSlots.Find(_root.Store.Slots));
        Assert.Null(_root.Store.Slots.FindProcess(Role.Spm));
        Assert.False(_root.Store.Slots.IsProgramOf(stranger.Id, Role.Spm));
        Assert.Null(_root.Store.Slots.VersionOfProcess(stranger.Id));
    }

    [Fact]
    public void Sec_L3_ProgramOfAnotherRootFolder_IsNotTheSuites()
    {
        Assert.SkipUnless(CurrentUser.IsRoot, "another root folder needs root");
        Start("unshare", "--pid", "--fork", "--mount-proc");

        Assert.Empty(RunningSlots.Find(_root.Store.Slots));
        Assert.Null(_root.Store.Slots.FindProcess(Role.Spm));
    }

    [Fact]
    public void ProgramOfTheSuitesUser_KeepsItsSlot()
    {
        var own = Start("env");

        Assert.Equal(["1.0.0"], RunningSlots.Find(_root.Store.Slots));
        Assert.Equal(own.Id, _root.Store.Slots.FindProcess(Role.Spm)?.Pid);
    }

    private Process Start(params string[] command)
    {
        var program = _root.Layout.SlotProgram("1.0.0", Role.Spm);
        File.Delete(program);
        File.Copy("/bin/sleep", program);
        File.SetUnixFileMode(program, AtomicFile.Executable);
        File.SetUnixFileMode(_root.Layout.Root, AtomicFile.Executable);
        var process = _started = Process.Start(command[0], [.. command[1..], program, "1000"]);
        while (!IsRunning(program)) Assert.False(process.HasExited);
        return process;
    }

    private static bool IsRunning(string program) =>
        Native.Processes.ProcStat.Pids().Any(pid => Native.Processes.ProcessOrigin.ProgramOf(pid) == program);
}
