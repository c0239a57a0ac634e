using System.Diagnostics;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.TestSupport;
using Aops.Upgrade.Launching;

namespace Aops.Upgrade.Tests;

public sealed class GuardStarterTests : IDisposable
{
    private readonly SlotRoot _root = new("1");
    private readonly List<string> _said = [];
    private Process? _guard;

    public void Dispose()
    {
        _guard?.Kill();
        _guard?.Dispose();
        _root.Dispose();
    }

    private string Trace => Path.Combine(_root.Layout.Root, "started");

    private GuardStarter Make(bool isUnit = false) => new(_root.Layout, TimeProvider.System, _said.Add, isUnit);

    // A sleeping process under the launcher's name, whose pid the guard's lock names.
    private void RunGuard()
    {
        var program = _root.Layout.LauncherProgram;
        Directory.CreateDirectory(_root.Layout.Bin);
        Directory.CreateDirectory(_root.Layout.Run);
        File.Copy("/bin/sleep", program);
        File.SetUnixFileMode(program, AtomicFile.Executable);
        _guard = Process.Start(program, "1000");
        Eventually.Holds(() => ProcessOrigin.ProgramOf(_guard.Id) == program, "the guard runs");
        File.WriteAllText(_root.Layout.GuardLock, $"{_guard.Id}\n");
    }

    private void AddLauncher()
    {
        Directory.CreateDirectory(_root.Layout.Bin);
        File.Delete(_root.Layout.LauncherProgram);
        File.WriteAllText(_root.Layout.LauncherProgram, $"#!/bin/sh\necho \"$@\" > '{Trace}'\n");
        File.SetUnixFileMode(_root.Layout.LauncherProgram, AtomicFile.Executable);
    }

    [Fact]
    public void NoGuard_IsMissing_AndStarted()
    {
        AddLauncher();
        Assert.True(Make().IsMissing);

        Make().Start();

        Assert.Equal($"guard --root {_root.Layout.Root} --detach", File.ReadAllText(Trace).TrimEnd());
    }

    [Fact]
    public void UnderAServiceManager_NoneIsMissing_OrStarted()
    {
        AddLauncher();

        Assert.False(Make(isUnit: true).IsMissing);
        Make(isUnit: true).Start();

        Assert.False(File.Exists(Trace));
    }

    [Fact]
    public void SuiteThatIsToStayDown_MissesNone()
    {
        File.WriteAllText(_root.Layout.StopMarker, "");

        Assert.False(Make().IsMissing);
    }

    [Fact]
    public void GuardThatRuns_IsNotMissing()
    {
        RunGuard();

        Assert.False(Make().IsMissing);
    }

    [Fact]
    public void LockOfAnotherProgram_NamesNoGuard()
    {
        Directory.CreateDirectory(_root.Layout.Run);
        File.WriteAllText(_root.Layout.GuardLock, $"{Environment.ProcessId}\n");

        Assert.True(Make().IsMissing);
    }

    [Fact]
    public void GuardOfAReplacedLauncher_IsEnded_AndAnotherStarted()
    {
        RunGuard();
        AddLauncher();
        Assert.True(Make().IsMissing);

        Make().Start();

        Assert.True(_guard!.WaitForExit(10_000));
        Assert.True(File.Exists(Trace));
    }

    [Fact]
    public void LauncherThatCannotBeStarted_IsSaid()
    {
        Directory.Delete(_root.Layout.Releases, recursive: true);

        Make().Start();

        Assert.Contains("the pair is without a guard", Assert.Single(_said), StringComparison.Ordinal);
    }
}
