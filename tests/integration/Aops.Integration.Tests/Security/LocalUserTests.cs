using System.Diagnostics;
using System.Globalization;
using Aops.Contracts;
using Aops.Harness;
using Aops.Native;
using Aops.Native.Files;
using Aops.Native.Processes;

namespace Aops.Integration.Tests.Security;

/// <summary>What a local user, or the user of a sub-agent, tries against root's suite.</summary>
public sealed class LocalUserTests(LocalUserFleet fixture) : IClassFixture<LocalUserFleet>, IAsyncLifetime
{
    private const string Nobody = "65534", Stranger = "12345";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly List<Process> _attackers = [];
    private AgentHost _agent = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Fleet Fleet => fixture.Fleet;

    private string Precious => Path.Combine(Fleet.Root.Path, "precious");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(CurrentUser.IsRoot, "what one user does to another needs root");
        FileTree.Delete(Precious);
        Directory.CreateDirectory(Path.Combine(Precious, "sub"), AtomicFile.PrivateDirectory);
        await File.WriteAllTextAsync(Path.Combine(Precious, "file"), "x", Stop);
        await File.WriteAllTextAsync(Path.Combine(Precious, "sub/file"), "x", Stop);
        File.SetUnixFileMode(Precious, AtomicFile.PrivateDirectory);
        _agent = await Fleet.InstallAsync(Stop);
        _agent.EditConf(("heartbeatInterval", "1s"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var attacker in _attackers)
        {
            attacker.Kill();
            attacker.Dispose();
        }
        if (_agent is null) return;
        if (File.Exists(_agent.Layout.ServiceProgram)) await _agent.ServiceAsync(CancellationToken.None, "uninstall");
        ProcessesWithin.KillAll(_agent.Layout.Root);
    }

    [Fact]
    public async Task Sec_H4_RemovalByDesiredState_LeavesRootsFolderWhole()
    {
        for (var round = 0; round < 4; round++)
        {
            await RunAsync(LocalUserFleet.Nobodys);
            await BeginExchangesAsync();

            await Fleet.OrderSubAgentsAsync(_agent, [], Stop);

            await _agent.WaitForAsync(Role.Spm, "the sub-agent is gone", s => s.SubAgents.Count == 0, Soon, Stop);
            await Eventually.HoldsAsync("its folder is gone, or was tried to be removed", Soon,
                () => !Directory.Exists(_agent.Layout.SubAgent(LocalUserFleet.Nobodys)) || !IsPreciousWhole(), Stop);
            Assert.True(IsPreciousWhole(), "root's folder was emptied");
        }
    }

    [Fact]
    public async Task Sec_H4_Uninstall_LeavesRootsFolderWholeAndNothingElse()
    {
        await RunAsync(LocalUserFleet.Nobodys);
        await BeginExchangesAsync();

        var result = await _agent.ServiceAsync(Stop, "uninstall");

        Assert.True(IsPreciousWhole(), "root's folder was emptied");
        Assert.Equal(ExitCodes.Ok, result.ExitCode);
        Assert.Empty(_agent.Leftovers());
    }

    [Fact]
    public async Task Sec_H4_UninstallWithAMountInTheDataFolder_NamesItAndRemovesTheRest()
    {
        await RunAsync(LocalUserFleet.Nobodys);
        var mount = Path.Combine(_agent.Layout.SubAgent(LocalUserFleet.Nobodys), "data/mount");
        Directory.CreateDirectory(mount);
        var mounted = await Command.RunAsync("mount", ["--bind", Precious, mount], Stop);
        Assert.SkipUnless(mounted.ExitCode == 0, "this environment forbids to mount");
        try
        {
            var result = await _agent.ServiceAsync(Stop, "uninstall");

            Assert.True(IsPreciousWhole(), "what was mounted was emptied");
            Assert.NotEqual(ExitCodes.Ok, result.ExitCode);
            Assert.Contains(mount, result.Output + result.Error, StringComparison.Ordinal);
            Assert.False(Directory.Exists(_agent.Layout.Releases));
        }
        finally
        {
            (await Command.RunAsync("umount", [mount], CancellationToken.None)).MustSucceed();
        }
        // The program that does it again is left for that.
        (await _agent.ServiceAsync(Stop, "uninstall")).MustSucceed();
        Assert.Empty(_agent.Leftovers());
    }

    [Fact]
    public async Task Sec_L3_StrangersProcessOfOurProgram_IsNotTakenForSpm_AndNotKilled()
    {
        _agent.EditConf(("pingTimeout", "2s"));
        await _agent.WaitForPairAsync(Soon, Stop);
        var holder = Start(Stranger, fixture.Hold, _agent.Layout.SlotProgram(PublishedPrograms.First, Role.Spm), "--help", []);
        var held = int.Parse((await holder.StandardOutput.ReadLineAsync(Stop))!, CultureInfo.InvariantCulture);
        var before = _agent.SendTo(Role.Spm, Signal.SIGSTOP);
        File.Delete(_agent.Layout.Lock(Role.Spm));

        Signals.Send(before, Signal.SIGKILL);

        await _agent.WaitForSuccessorAsync(Role.Spm, before, Soon, Stop);
        await _agent.WaitForPairAsync(Soon, Stop);
        (await _agent.ServiceAsync(Stop, "restart")).MustSucceed();
        Assert.NotNull(ProcessIdentity.TryRead(held));
        Assert.False(holder.HasExited, "root has killed another user's process");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Sec_H10_Impostor_IsNeitherTakenUpNorKilled(bool stateIsLost, bool hasTheWholeEnvironment)
    {
        var pid = await RunAsync(LocalUserFleet.Roots);
        var environment = (await File.ReadAllTextAsync($"/proc/{pid}/environ", Stop))
            .Split('\0', StringSplitOptions.RemoveEmptyEntries);
        CutPower(ProcessIdentity.TryRead(pid)!.Value);
        var impostor = Start(Stranger, "setsid", "env", "-i",
            [.. environment.Where(v => hasTheWholeEnvironment
                || v.StartsWith("AOPS_SUBAGENT=", StringComparison.Ordinal)
                || v.StartsWith("AOPS_STATE_DIR=", StringComparison.Ordinal)), "/bin/sleep", "600"]);
        await Eventually.HoldsAsync("the impostor waits", Soon,
            () => File.ReadAllText($"/proc/{impostor.Id}/comm").StartsWith("sleep", StringComparison.Ordinal), Stop);
        if (stateIsLost) File.Delete(_agent.Layout.SubAgentState(LocalUserFleet.Roots));

        (await _agent.ServiceAsync(Stop, "start")).MustSucceed();

        var real = await _agent.WaitForSubAgentAsync(
            LocalUserFleet.Roots, Soon, Stop, s => s.Pid != pid);
        Assert.NotEqual(impostor.Id, real.Pid);
        (await _agent.ServiceAsync(Stop, "stop")).MustSucceed();
        Assert.Null(ProcessIdentity.TryRead(real.Pid!.Value));
        Assert.False(impostor.HasExited, "root has killed another user's process");
    }

    [Fact]
    public async Task Sec_H10_TrueOrphanWithoutItsState_IsTakenUp()
    {
        var pid = await RunAsync(LocalUserFleet.Nobodys);
        CutPower();
        File.Delete(_agent.Layout.SubAgentState(LocalUserFleet.Nobodys));

        (await _agent.ServiceAsync(Stop, "start")).MustSucceed();

        Assert.Equal(pid, (await _agent.WaitForSubAgentAsync(LocalUserFleet.Nobodys, Soon, Stop)).Pid);
    }

    [Fact]
    public async Task Sec_M2_FloodedLog_StaysWithinItsBound()
    {
        const long bound = LocalUserFleet.FloodFilesMax * (LocalUserFleet.FloodBytesMax + Limits.LogSlackBytes);
        await RunAsync(LocalUserFleet.Flood);
        var flood = Stopwatch.StartNew();

        await Eventually.HoldsAsync("the log is within its bound once the flood has ended", Soon,
            () => flood.Elapsed > TimeSpan.FromSeconds(4) && SizeOfLogs() is > LocalUserFleet.FloodBytesMax and <= bound,
            Stop);

        Assert.Contains("bytes were dropped",
            await File.ReadAllTextAsync(_agent.Layout.SubAgentLog(LocalUserFleet.Flood), Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ln")]
    [InlineData("ln -s")]
    public async Task Sec_L9_ReportThatIsAnothersFile_IsNotSent(string link)
    {
        await RunAsync(LocalUserFleet.Nobodys);
        var secret = Path.Combine(Path.GetDirectoryName(_agent.Layout.SubAgent(LocalUserFleet.Nobodys))!, "secret");
        await File.WriteAllTextAsync(secret, """{"secret":1}""", Stop);
        var report = Path.Combine(_agent.Layout.SubAgent(LocalUserFleet.Nobodys), "data/report.json");

        (await Command.RunAsync("/bin/sh", ["-c", $"{link} {secret} {report}"], Stop)).MustSucceed();

        var status = await _agent.WaitForSubAgentAsync(LocalUserFleet.Nobodys, Soon, Stop);
        Assert.Null(status.Report);
        File.Delete(report);
        await File.WriteAllTextAsync(report, """{"own":1}""", Stop);
        await _agent.WaitForSubAgentAsync(LocalUserFleet.Nobodys, Soon, Stop, s => s.Report is not null);
    }

    private long SizeOfLogs()
    {
        var log = _agent.Layout.SubAgentLog(LocalUserFleet.Flood);
        return Directory.EnumerateFiles(Path.GetDirectoryName(log)!, Path.GetFileName(log) + "*")
            .Sum(file => new FileInfo(file).Length);
    }

    private async Task<int> RunAsync(string name)
    {
        await Fleet.OrderSubAgentsAsync(_agent, [new() { ["name"] = name, ["version"] = "1.0.0" }], Stop);
        return (await _agent.WaitForSubAgentAsync(name, Soon, Stop)).Pid!.Value;
    }

    private async Task BeginExchangesAsync()
    {
        var data = Path.Combine(_agent.Layout.SubAgent(LocalUserFleet.Nobodys), "data");
        // Several, so that one always has a processor.
        for (var i = 0; i < 3; i++)
        {
            var attacker = Start(Nobody, fixture.Exchange, data, Precious, []);
            Assert.Equal("ready", await attacker.StandardOutput.ReadLineAsync(Stop));
        }
    }

    // Frozen first, so that none revives another.
    private void CutPower(params ProcessIdentity[] subAgents)
    {
        ProcessIdentity[] all = [_agent.MustFind(Role.Spm), _agent.MustFind(Role.Spa), .. subAgents];
        foreach (var process in all) Signals.Send(process, Signal.SIGSTOP);
        foreach (var process in all) Signals.Send(process, Signal.SIGKILL);
    }

    private Process Start(string user, string program, string first, string second, string[] more)
    {
        string[] arguments =
            [$"--reuid={user}", $"--regid={user}", "--clear-groups", program, first, second, .. more];
        var process = Process.Start(new ProcessStartInfo("setpriv", arguments) { RedirectStandardOutput = true })!;
        _attackers.Add(process);
        return process;
    }

    private bool IsPreciousWhole() =>
        File.Exists(Path.Combine(Precious, "file")) && File.Exists(Path.Combine(Precious, "sub/file"));
}
