using Aops.AgentService.Enrolment;
using Aops.AgentService.Faults;
using Aops.AgentService.Install.Steps;
using Aops.AgentService.Installed;
using Aops.AgentService.Pair;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Hosting;
using Aops.Upgrade.Journal;

namespace Aops.AgentService.Tests;

/// <summary>The part of an install that touches what runs, with the real control script and a pair that sleeps.</summary>
public sealed class InstallTransactionTests : IDisposable
{
    private static readonly Identity Me = new() { AgentId = "a1", AgentToken = "secret", MachineId = "m" };
    private readonly TemporaryRoot _root = new();
    private readonly InstallStaging _staging;

    public InstallTransactionTests() => _staging = new InstallStaging(_root.Layout);

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Switch_OnACleanHost_LeavesARunningInstallation()
    {
        await using var spm = FakeSpm.Start(_root.Layout, Role.Spm, message => message is StatusRequest
            ? [FakeSpm.Status()] : []);
        await RunAsync("2.0.0");

        var layout = _root.Layout;
        Assert.Equal("2.0.0", new JournalStore(layout, TimeProvider.System, _ => { }).Read().Current);
        Assert.Equal("releases/2.0.0", new FileInfo(layout.Current).LinkTarget);
        Assert.Equal("a1", IdentityFile.Read(layout)!.AgentId);
        Assert.Equal("trusted", File.ReadAllText(layout.TrustRoot));
        Assert.Equal("pem", File.ReadAllText(layout.TrustCa));
        Assert.Equal("heartbeatSrv: https://h\n", File.ReadAllText(layout.Conf));
        Assert.True(File.Exists(layout.ServiceProgram));
        Assert.False(File.Exists(layout.StopMarker));
        await WaitUntilAsync(() => ProcessScan.Find(layout).Count == 2);
    }

    [Fact]
    public async Task Switch_NoHeartbeat_LeavesNothingThatRuns_AndSaysWhy()
    {
        await using var spm = FakeSpm.Start(_root.Layout, Role.Spm, message => message is StatusRequest
            ? [FakeSpm.Status() with { LastHeartbeatAt = null, HeartbeatFault = "the server says 503" }] : []);
        var fault = await Assert.ThrowsAsync<ServiceException>(() => RunAsync("2.0.0"));
        Assert.Equal(ExitCodes.Unavailable, fault.ExitCode);
        Assert.Contains("the server says 503", fault.Message, StringComparison.Ordinal);
        Assert.Empty(ProcessScan.Find(_root.Layout));
    }

    [Fact]
    public async Task Switch_NoHeartbeat_PutsTheOlderInstallationBackAndStartsIt()
    {
        _root.LayOutSlot();
        File.WriteAllText(_root.Layout.Conf, "mine");
        File.WriteAllText(_root.Layout.Journal, "old");
        var old = _root.StartMember(Role.Spm);
        var fault = await Assert.ThrowsAsync<ServiceException>(() => RunAsync("2.0.0"));
        Assert.EndsWith("put back and started", fault.Message, StringComparison.Ordinal);
        Assert.False(old.IsAlive);
        Assert.Equal("old", File.ReadAllText(_root.Layout.Journal));
        Assert.Equal("mine", File.ReadAllText(_root.Layout.Conf));
        Assert.False(Directory.Exists(_root.Layout.Slot("2.0.0")));
        await WaitUntilAsync(() => ProcessScan.Find(_root.Layout).Count == 2);
    }

    [Fact]
    public async Task Switch_OverAnOlderInstallation_StopsItAndKeepsNoneOfIt()
    {
        _root.LayOutSlot();
        var old = _root.StartMember(Role.Spa);
        await using var spm = FakeSpm.Start(_root.Layout, Role.Spm, message => message is StatusRequest
            ? [FakeSpm.Status()] : []);
        await RunAsync("2.0.0");
        Assert.False(old.IsAlive);
        Assert.Equal(["2.0.0"], Directory.EnumerateDirectories(_root.Layout.Releases).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Switch_ToTheSameVersionAgain_Works()
    {
        _root.LayOutSlot();
        await using var spm = FakeSpm.Start(_root.Layout, Role.Spm, message => message is StatusRequest
            ? [FakeSpm.Status()] : []);
        await RunAsync(TemporaryRoot.Version);
        Assert.Equal(TemporaryRoot.Version,
            new JournalStore(_root.Layout, TimeProvider.System, _ => { }).Read().Current);
    }

    private async Task RunAsync(string version)
    {
        _staging.Create();
        File.WriteAllText(_staging.Layout.TrustRoot, "trusted");
        var folder = Path.Combine(_staging.SlotParent, ".staging-1");
        _root.LayOutRelease(folder);
        var plan = new InstallPlan
        {
            Endpoint = new Uri("https://h"),
            CaPem = "pem"u8.ToArray(),
            NewConf = "heartbeatSrv: https://h\n",
            IsUpgradeOfOlder = File.Exists(_root.Layout.LauncherProgram),
        };
        await new InstallTransaction(_root.Context, _staging).RunAsync(
            plan, new StagedRelease(version, folder), Me, TimeSpan.FromMilliseconds(1500), CancellationToken.None);
    }

    private static async Task WaitUntilAsync(Func<bool> holds)
    {
        var until = Environment.TickCount64 + 10_000;
        while (!holds())
        {
            Assert.True(Environment.TickCount64 < until, "did not come true within 10 s");
            await Task.Delay(10, CancellationToken.None);
        }
    }
}
