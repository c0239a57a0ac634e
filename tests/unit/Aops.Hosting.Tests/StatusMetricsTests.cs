using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Hosting.Metrics;

namespace Aops.Hosting.Tests;

public sealed class StatusMetricsTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch.AddMilliseconds(1_700_000_000_250);

    private static readonly StatusReply Status = new()
    {
        Role = Role.Spm,
        AgentId = "web-1",
        Agent = new AgentStatus
        {
            Version = "1.4.2", StartedAt = At, SpmRssBytes = 20_000_000, Faults = ["one", "two"], Paused = "layer fleet, revision 2",
            Upgrade = new() { From = "1.4.1", To = "1.4.2", Phase = UpgradePhase.RolledBack, At = At },
        },
        LastHeartbeatAt = At,
        Revision = 7,
        PeerRevivals = 3,
        SubAgents =
        [
            new() { Name = "probe", Version = "2.0.0", State = ProcessState.Backoff, Since = At, Restarts = 4, CpuMilliseconds = 1500, Fault = "hangs" },
        ],
    };

    [Theory]
    [InlineData("""aops_info{version="1.4.2",agent_id="web-1"} 1""")]
    [InlineData("aops_start_time_seconds 1700000000.25")]
    [InlineData("""aops_half_up{half="spa"} 0""")]
    [InlineData("""aops_half_resident_memory_bytes{half="spm"} 20000000""")]
    [InlineData("""aops_half_revivals_total{half="spa"} 3""")]
    [InlineData("aops_paused 1")]
    [InlineData("aops_faults 3")]
    [InlineData("aops_heartbeat_up 1")]
    [InlineData("aops_desired_revision 7")]
    [InlineData("""aops_upgrade_info{from="1.4.1",to="1.4.2",phase="rolled-back"} 1""")]
    [InlineData("""aops_subagent_state{name="probe",state="backoff"} 1""")]
    [InlineData("""aops_subagent_state{name="probe",state="running"} 0""")]
    [InlineData("""aops_subagent_restarts_total{name="probe"} 4""")]
    [InlineData("""aops_subagent_cpu_seconds_total{name="probe"} 1.5""")]
    public void State_IsASample(string line) => Assert.Contains(line, StatusMetrics.Write(Status).Split('\n'));

    [Fact]
    public void EverySample_BelongsToAMetricThatIsDescribed()
    {
        var described = new HashSet<string>();
        foreach (var line in StatusMetrics.Write(Status).TrimEnd('\n').Split('\n'))
        {
            var words = line.Split(' ');
            if (line.StartsWith("# HELP ", StringComparison.Ordinal)) Assert.True(described.Add(words[2]), line);
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal)) Assert.Contains(words[3], (string[])["gauge", "counter"]);
            else Assert.Contains(line.Split('{', ' ')[0], described);
        }
    }

    [Fact]
    public void LabelValues_AreEscaped()
    {
        var text = StatusMetrics.Write(Status with { AgentId = "a\"b\\c\nd" });

        Assert.Contains("""agent_id="a\"b\\c\nd"} 1""", text);
    }
}
