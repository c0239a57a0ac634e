using Aops.Contracts.Wire;
using Aops.Spm.Desired;
using Aops.Spm.SubAgents;

namespace Aops.Spm.Tests;

public sealed class PlannerTests
{
    private static DesiredSubAgent Wish(string name, string version = "1", long order = 0, bool running = true) =>
        new() { Name = name, Version = version, Generation = order, Running = running };

    private static CheckedDesired Want(params DesiredSubAgent[] subAgents) =>
        DesiredGate.Check(new DesiredState { Revision = 1, SubAgents = subAgents });

    private static CurrentState Host(params SubAgentRecord[] records) =>
        new("1.0.0", (_, _) => false, records.ToDictionary(r => r.Applied.Name));

    private static SubAgentRecord Has(DesiredSubAgent applied, params FailedSubAgent[] failed) =>
        new() { Applied = applied, Failed = failed };

    [Fact]
    public void WhatIsAsWanted_NeedsNothing() =>
        Assert.Empty(Planner.PlanSubAgents(Want(Wish("a")), Host(Has(Wish("a")))));

    [Fact]
    public void AnotherOrderForTheSame_NeedsNothing() =>
        Assert.Empty(Planner.PlanSubAgents(Want(Wish("a", order: 9)), Host(Has(Wish("a", order: 1)))));

    [Fact]
    public void NewAndChanged_ArePut_UnwantedIsRemovedFirst()
    {
        var steps = Planner.PlanSubAgents(
            Want(Wish("new"), Wish("changed", "2"), Wish("stopped", running: false)),
            Host(Has(Wish("changed")), Has(Wish("stopped")), Has(Wish("unwanted"))));

        Assert.Equal(
            [
                new PlanStep.RemoveSubAgent("unwanted"),
                new PlanStep.PutSubAgent(Wish("new")),
                new PlanStep.PutSubAgent(Wish("changed", "2")),
                new PlanStep.PutSubAgent(Wish("stopped", running: false)),
            ],
            steps, (a, b) => a is PlanStep.PutSubAgent x && b is PlanStep.PutSubAgent y
                ? Planner.AreEquivalent(x.Wanted, y.Wanted)
                : a == b);
    }

    [Fact]
    public void EnvAndArgs_CountAsAChange()
    {
        var env = Wish("a") with { Env = new Dictionary<string, string> { ["PORT"] = "1" } };
        Assert.Single(Planner.PlanSubAgents(Want(env), Host(Has(Wish("a")))));
        Assert.Empty(Planner.PlanSubAgents(
            Want(env), Host(Has(Wish("a") with { Env = new Dictionary<string, string> { ["PORT"] = "1" } }))));
        Assert.Single(Planner.PlanSubAgents(Want(Wish("a") with { Args = [] }), Host(Has(Wish("a")))));
    }

    [Fact]
    public void Sec_M8_AVersionThatFailed_IsTriedAgain_OnlyUnderAnotherOrder()
    {
        var host = Host(Has(Wish("a"), new FailedSubAgent("2", 5, "crashed")));

        Assert.Empty(Planner.PlanSubAgents(Want(Wish("a", "2", order: 5)), host));
        Assert.Single(Planner.PlanSubAgents(Want(Wish("a", "2", order: 6)), host));
        Assert.Single(Planner.PlanSubAgents(Want(Wish("a", "2", order: 4)), host));
    }

    [Fact]
    public void NoListOfSubAgents_LeavesThemAsTheyAre() =>
        Assert.Empty(Planner.PlanSubAgents(
            DesiredGate.Check(new DesiredState { Revision = 1 }), Host(Has(Wish("a")))));

    [Fact]
    public void NamesThatWouldLeaveTheirFolder_AreNeverPlanned() =>
        Assert.Empty(Planner.PlanSubAgents(Want(Wish("../a"), Wish("a", "../1")), Host()));

    [Theory]
    [InlineData("1.0.0", false, false)]
    [InlineData("2.0.0", false, true)]
    [InlineData("2.0.0", true, false)]
    [InlineData("../2", false, false)]
    public void TheSuite_IsUpgraded_WhenAnotherVersionIsWantedThatDidNotFail(string version, bool failed, bool upgrades)
    {
        var wanted = new DesiredState { Revision = 1, Agent = new DesiredAgent { Version = version, Generation = 3 } };
        var host = Host() with { HasAgentFailed = (_, _) => failed };

        Assert.Equal(upgrades, Planner.PlanAgent(wanted, host) is not null);
    }
}
