using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Spm.Health;
using Aops.Spm.Local;
using Aops.Spm.Upgrades;

namespace Aops.Spm.Tests;

public sealed class StatusBoundsTests
{
    [Theory]
    [InlineData(4, 50_000, 4)]
    [InlineData(300, 50_000, 60)]
    public void Sec_H5_ReportsOfAll_AreLeftOutWhereTheyAreTooLongTogether(int count, int chars, int reportsMin)
    {
        var report = JsonDocument.Parse($"\"{new string('x', chars)}\"").RootElement;

        var fitted = StatusBounds.Fit([.. Enumerable.Range(0, count).Select(i => Status(i, report))], Limits.HeartbeatBytesMax);

        Assert.Equal(count, fitted.Count);
        Assert.InRange(fitted.Count(s => s.Report is not null), reportsMin, count);
        Assert.All(fitted.Where(s => s.Report is null), s => Assert.Contains("left out", s.Fault, StringComparison.Ordinal));
        Assert.InRange(Length(fitted), 0, Limits.HeartbeatBytesMax);
    }

    [Theory]
    [InlineData(Limits.HeartbeatBytesMax)]
    [InlineData(Limits.LocalFrameBytesMax)]
    public void Sec_H5_AsManyAsThereMayBe_WithTheLongestTexts_Fit(int bytesMax)
    {
        var text = new string('<', 10_000);
        var all = Enumerable.Range(0, 600).Select(i => Status(i, report: null) with
        {
            Fault = text, LastExit = text,
            Upgrade = new UpgradeReport { From = text, To = text, Phase = UpgradePhase.Failed, Reason = text, At = default },
        }).ToList();
        var agent = StatusBounds.Fit(new AgentStatus
        {
            Version = "1", StartedAt = default, Faults = [.. Enumerable.Repeat(text, 1000)],
        });

        var fitted = StatusBounds.Fit(all, bytesMax);

        Assert.Equal(Limits.SubAgentsMax, fitted.Count);
        Assert.Equal(Limits.FaultsMax, agent.Faults.Count);
        Assert.Contains("more faults", agent.Faults[^1], StringComparison.Ordinal);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(agent, ContractsJson.Default.AgentStatus).Length;
        Assert.InRange(Length(fitted) + bytes, 0, bytesMax - 1024);
    }

    [Fact]
    public void Sec_L16_FaultsOfWhatIsGone_AreCleared_AndOthersStay()
    {
        var board = new ActiveFaults();
        board.Set("sub-agent gone", "x");
        board.Set("sub-agent there", "y");
        board.Set("trust", "z");

        Assert.True(board.KeepOnly("sub-agent ", new HashSet<string> { "there" }));

        Assert.Equal(["y", "z"], board.All);
        Assert.False(board.KeepOnly("sub-agent ", new HashSet<string> { "there" }));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(41, 42)]
    [InlineData(-5, 1)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(Limits.GenerationMax, 1)]
    public void Sec_M8_TheOrderAfterAnother_NeverOverflows(long used, long next) =>
        Assert.Equal(next, LocalGeneration.After([used]));

    private static SubAgentStatus Status(int index, JsonElement? report) => new()
    {
        Name = $"sub-agent-{index:000}", Version = "1.0.0", State = ProcessState.Running, Since = default, Report = report,
    };

    private static int Length(IReadOnlyList<SubAgentStatus> all) => JsonSerializer.SerializeToUtf8Bytes(
        new HeartbeatRequest
        {
            Sequence = 1, Revision = 1, IntervalSeconds = 1, SubAgents = all,
            Host = new HostInfo { Hostname = "h", MachineId = "aa", Architecture = "x64" },
            Agent = new AgentStatus { Version = "1", StartedAt = default },
        }, ContractsJson.Default.HeartbeatRequest).Length;
}
