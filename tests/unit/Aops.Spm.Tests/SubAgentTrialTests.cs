using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Spm.SubAgents;

namespace Aops.Spm.Tests;

public sealed class SubAgentTrialTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private static IReadOnlyList<string> Faults(
        UpgradePhase phase, string wanted = "2", string runs = "1", ProcessState state = ProcessState.Running) =>
        SubAgentTrial.FaultsOf(
            [new("web", new UpgradeReport { From = "1", To = "2", Phase = phase, Reason = "web 2 died; 1 runs again", At = Now })],
            [new SubAgentStatus { Name = "web", Version = runs, State = state, Since = Now }],
            new DesiredState { Revision = 1, SubAgents = [new DesiredSubAgent { Name = "web", Version = wanted }] });

    [Fact]
    public void New_W6_AFailedUpgrade_IsAFaultThatNamesTheVersionAndWhy() =>
        Assert.Equal(
            ["sub-agent web: 2 failed: web 2 died; 1 runs again; it is not tried again until it is ordered once more"],
            Faults(UpgradePhase.RolledBack));

    [Theory]
    [InlineData(UpgradePhase.RolledBack, "1", "1", ProcessState.Running)]
    [InlineData(UpgradePhase.Trial, "2", "2", ProcessState.Starting)]
    [InlineData(UpgradePhase.Success, "2", "2", ProcessState.Backoff)]
    [InlineData(UpgradePhase.Failed, "2", "2", ProcessState.Running)]
    public void New_W6_AnotherOrder_OrSuccess_EndsIt(
        UpgradePhase phase, string wanted, string runs, ProcessState state) =>
        Assert.Empty(Faults(phase, wanted, runs, state));

    [Fact]
    public void New_W6_AFirstVersionThatFails_IsAFaultToo() =>
        Assert.Equal(["sub-agent web: 2 failed: web 2 died; 1 runs again"],
            Faults(UpgradePhase.Failed, runs: "2", state: ProcessState.Backoff));

    [Theory]
    [InlineData(10, false, 10, 70)]
    [InlineData(0, false, 1, 61)]
    [InlineData(86_400, false, 60, 120)]
    [InlineData(10, true, 1, 31)]
    public void New_W10_WithoutACheck_AHealthyRunIsTheProof(int healthyAfter, bool hasCheck, int proof, int deadline)
    {
        var rule = SubAgentTrial.RuleOf(new SubAgentSpec
        {
            Name = "web", Version = "2", Exec = "web",
            Restart = new RestartSpec { HealthyAfterSeconds = healthyAfter },
            Readiness = hasCheck ? new ProbeSpec { Kind = ProbeKind.Tcp, DeadlineSeconds = 30 } : null,
        });

        Assert.Equal((proof, 3, deadline),
            ((int)rule.HealthyTime.TotalSeconds, rule.DeathsMax, (int)rule.Deadline.TotalSeconds));
    }
}
