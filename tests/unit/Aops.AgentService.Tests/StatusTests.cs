using System.Text.Json;
using Aops.AgentService.Status;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;

namespace Aops.AgentService.Tests;

public sealed class StatusTests : IDisposable
{
    private readonly TemporaryRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task BothHalvesAnswer_IsHealthy()
    {
        await using var spm = FakeSpm.Start(_root.Layout, Role.Spm, _ => [FakeSpm.Status()]);
        await using var spa = FakeSpm.Start(_root.Layout, Role.Spa, _ =>
            [FakeSpm.Status(Role.Spa) with { PeerRevivals = 4 }]);
        var report = await StatusReader.ReadAsync(_root.Context, CancellationToken.None);
        Assert.Empty(report.Faults);
        Assert.Equal(SuiteState.Healthy, report.State);
        Assert.Equal(ExitCodes.Ok, report.ExitCode);
        Assert.Equal(4, report.Spm.Revivals);
    }

    [Fact]
    public async Task OneHalfIsGone_IsUnhealthy()
    {
        await using var spm = FakeSpm.Start(_root.Layout, Role.Spm, _ => [FakeSpm.Status()]);
        var report = await StatusReader.ReadAsync(_root.Context, CancellationToken.None);
        Assert.Equal(ExitCodes.Unhealthy, report.ExitCode);
        Assert.Contains("aops-spa does not run", report.Faults);
    }

    [Fact]
    public async Task InstalledAndDown_IsNotRunning()
    {
        _root.LayOutSlot();
        var report = await StatusReader.ReadAsync(_root.Context, CancellationToken.None);
        Assert.Equal(SuiteState.Stopped, report.State);
        Assert.Equal(ExitCodes.NotRunning, report.ExitCode);
    }

    [Fact]
    public async Task ProcessThatDoesNotAnswer_IsTold()
    {
        _root.LayOutSlot();
        _root.StartMember(Role.Spm);
        var report = await StatusReader.ReadAsync(_root.Context, CancellationToken.None);
        Assert.Equal(ExitCodes.Unhealthy, report.ExitCode);
        Assert.Contains(report.Faults, fault => fault.Contains("does not listen", StringComparison.Ordinal));
    }

    [Fact]
    public void FailedSubAgentAndRefusedHeartbeat_AreFaults()
    {
        var reply = FakeSpm.Status() with { HeartbeatFault = "HTTP 503; next try in 30 s", SubAgents = [SubAgent()] };
        var report = Judge(reply);
        Assert.Equal(SuiteState.Unhealthy, report.State);
        Assert.Contains("heartbeat: HTTP 503; next try in 30 s", report.Faults);
        Assert.Contains("sub-agent metrics: exits at once", report.Faults);
    }

    // A version that failed is a fault as long as another one than that which runs is ordered, or none.
    [Theory]
    [InlineData(null, true)]
    [InlineData("9.0.0", true)]
    [InlineData("", false)]
    public void UpgradeThatFailed_IsNoFault_OnceTheVersionThatRunsIsOrdered(string? ordered, bool isFault)
    {
        var reply = FakeSpm.Status();
        if (ordered is not null)
        {
            Directory.CreateDirectory(_root.Layout.State);
            var version = ordered.Length > 0 ? ordered : reply.Agent.Version;
            File.WriteAllText(_root.Layout.Desired, $$"""{"revision":1,"agent":{"order":1,"version":"{{version}}"} }""");
        }
        var failed = new UpgradeReport { From = "1", To = "9.0.0", Phase = UpgradePhase.RolledBack, Reason = "it hung", At = FakeSpm.Now };

        var report = Judge(reply with { Agent = reply.Agent with { Upgrade = failed } });

        Assert.Equal(isFault, report.Faults.Contains("upgrade to 9.0.0: it hung"));
    }

    // A sub-agent that the server has stopped is not expected to be ready; any other fault is told all the same.
    [Theory]
    [InlineData(null, nameof(SuiteState.Paused), ExitCodes.Ok)]
    [InlineData("conf.yml is refused", nameof(SuiteState.Unhealthy), ExitCodes.Unhealthy)]
    public void Paused_IsAStateOfItsOwn_WithItsReason(string? fault, string state, int exitCode)
    {
        var stopped = SubAgent() with { State = ProcessState.Stopped, Ready = false, Fault = null };
        var reply = FakeSpm.Status();
        var report = Judge(reply with
        {
            SubAgents = [stopped],
            Agent = reply.Agent with { Paused = "layer fleet, revision 2", Faults = fault is null ? [] : [fault] },
        });

        Assert.Equal((state, exitCode), ($"{report.State}", report.ExitCode));
        Assert.Contains("  paused     layer fleet, revision 2\n", StatusText.Write(report, DateTimeOffset.UnixEpoch));
        Assert.DoesNotContain(report.Faults, sentence => sentence.Contains("ready", StringComparison.Ordinal));
    }

    // A stop that was ordered is no fault, however the program ended; one that waits, or is stopped for a fault, says so.
    [Theory]
    [InlineData(ProcessState.Stopped, "exit 0", null, ExitCodes.Ok)]
    [InlineData(ProcessState.Stopped, "exit 3", null, ExitCodes.Ok)]
    [InlineData(ProcessState.Stopped, "signal 9 (SIGKILL)", null, ExitCodes.Ok)]
    [InlineData(ProcessState.Stopping, "exit 3", null, ExitCodes.Ok)]
    [InlineData(ProcessState.Stopping, "exit 3", "hangs; stopping it", ExitCodes.Unhealthy)]
    [InlineData(ProcessState.Stopped, "exit 3", "waits until what it depends on is ready", ExitCodes.Unhealthy)]
    [InlineData(ProcessState.Backoff, "exit 3", null, ExitCodes.Unhealthy)]
    public void StoppedAsOrdered_IsHealthy_HoweverItEnded(ProcessState state, string exit, string? fault, int exitCode)
    {
        var subAgent = SubAgent() with { State = state, Ready = false, NextTry = null, LastExit = exit, Fault = fault };

        var report = Judge(FakeSpm.Status() with { SubAgents = [subAgent] });

        Assert.Equal(exitCode, report.ExitCode);
        Assert.Equal(exitCode != ExitCodes.Ok, report.Faults.Count > 0);
        Assert.Contains(exit, StatusText.Write(report, FakeSpm.Now), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_HasTheDocumentedMembers()
    {
        var report = Judge(FakeSpm.Status() with { SubAgents = [SubAgent()] });
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(report, StatusReportJson.Default.StatusReport));
        var root = json.RootElement;
        Assert.Equal(1, root.GetProperty("schema").GetInt32());
        Assert.Equal("unhealthy", root.GetProperty("state").GetString());
        Assert.Equal("a1", root.GetProperty("agentId").GetString());
        Assert.Equal("https://server:8443", root.GetProperty("endpoint").GetString());
        Assert.Equal(7, root.GetProperty("revision").GetInt64());
        Assert.True(root.GetProperty("spm").GetProperty("answers").GetBoolean());
        Assert.Equal("backoff", root.GetProperty("subAgents")[0].GetProperty("state").GetString());
    }

    [Fact]
    public void Text_IsATreeWithEverySubAgent()
    {
        var upgrade = new UpgradeReport
        {
            From = "0.9.0",
            To = "1.0.0",
            Phase = UpgradePhase.Success,
            At = FakeSpm.Now.AddHours(-3),
        };
        var reply = FakeSpm.Status(upgrade: upgrade) with
        {
            SubAgents =
            [
                SubAgent(),
                SubAgent() with
                {
                    Name = "worker", State = ProcessState.Running, Pid = 4194304, Ready = true, NextTry = null, Fault = null,
                },
            ],
        };
        var text = StatusText.Write(Judge(reply), FakeSpm.Now);
        Assert.Equal("""
            aops 1.0.0  running, not healthy
              agent      a1
              server     https://server:8443
              heartbeat  accepted 3s ago, revision 7
              upgrade    0.9.0 -> 1.0.0: success, 3h ago
              ├─ spm       1.0.0  pid ?  0.0 MiB  up 5m
              │  SUB-AGENT      VERSION   STATE     PID      SINCE  RESTARTS  MEMORY    CPU       READY  LAST EXIT / NEXT TRY
              │  ├─ metrics     1.2.3     backoff   -        20s    4         2.0 MiB   1.5 s     no     exit 3; next try in 8s
              │  └─ worker      1.2.3     running   4194304  20s    4         2.0 MiB   1.5 s     yes    exit 3
              └─ spa       1.0.0  pid ?  0.0 MiB  up 5m
              ! sub-agent metrics: exits at once

            """, text);
    }

    private StatusReport Judge(StatusReply reply) => StatusReader.Judge(
        _root.Context, new StatusProbe(reply, "1.0.0", null),
        new StatusProbe(FakeSpm.Status(Role.Spa), "1.0.0", null), []);

    private static SubAgentStatus SubAgent() => new()
    {
        Name = "metrics",
        Version = "1.2.3",
        State = ProcessState.Backoff,
        Since = FakeSpm.Now.AddSeconds(-20),
        Restarts = 4,
        LastExit = "exit 3",
        NextTry = FakeSpm.Now.AddSeconds(8),
        Ready = false,
        RssBytes = 2 * 1024 * 1024,
        CpuMilliseconds = 1500,
        Fault = "exits at once",
    };
}
