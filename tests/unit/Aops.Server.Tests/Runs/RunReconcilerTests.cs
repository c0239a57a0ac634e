using Aops.Contracts.Wire.Runs;
using Aops.Rollouts.Strategies;
using Aops.Server.Runs;
using Aops.Server.Runs.Steps;

namespace Aops.Server.Tests.Runs;

/// <summary>What follows from the facts of a run, one host at a time.</summary>
public sealed class RunReconcilerTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Minutes since the start; it may be started for 60.
    [Theory]
    [InlineData("queued", "online", "any", false, 1, "offered")]
    [InlineData("queued", "online", "signed", false, 1, "unsupported")]
    [InlineData("queued", "online", "none", false, 1, "unsupported")]
    [InlineData("queued", "online", "", false, 1, "unsupported")]
    [InlineData("queued", "online", "of-a-later-version", false, 1, "offered")]
    [InlineData("queued", "offline", "any", false, 1, "skipped-offline")]
    [InlineData("queued", "undecided", "any", false, 1, "queued")]
    [InlineData("queued", "removed", "", false, 1, "withdrawn")]
    [InlineData("queued", "online", "any", false, 61, "expired")]
    [InlineData("offered", "online", "any", false, 1, "offered")]
    [InlineData("offered", "offline", "any", false, 1, "skipped-offline")]
    [InlineData("offered", "offline", "any", true, 1, "offered")]
    [InlineData("offered", "removed", "any", false, 1, "withdrawn")]
    [InlineData("offered", "removed", "any", true, 1, "unknown")]
    [InlineData("offered", "online", "any", false, 61, "expired")]
    [InlineData("offered", "online", "any", true, 61, "offered")]
    [InlineData("offered", "online", "any", true, 120, "unknown")]
    [InlineData("running", "offline", "any", true, 61, "running")]
    [InlineData("running", "offline", "any", true, 120, "unknown")]
    [InlineData("running", "removed", "any", true, 1, "unknown")]
    [InlineData("of-a-later-version", "offline", "any", true, 120, "unknown")]
    public void Host_GoesOn(string phase, string reach, string policy, bool isSent, int minutes, string expected)
    {
        var step = RunReconciler.Next(FactsOf(phase, reach, policy, isSent, minutes));

        Assert.Equal(expected, After(step, phase));
    }

    [Theory]
    [InlineData("halted", "queued", false, "stopped")]
    [InlineData("halted", "offered", false, "stopped")]
    [InlineData("halted", "offered", true, "offered")]
    [InlineData("halted", "running", true, "running")]
    [InlineData("cancelled", "queued", false, "withdrawn")]
    [InlineData("cancelled", "offered", false, "withdrawn")]
    [InlineData("cancelled", "running", true, "running")]
    public void RunThatIsClosed_StartsNothing(string word, string phase, bool isSent, string expected)
    {
        var state = Enum.Parse<RunState>(word, ignoreCase: true);
        var facts = FactsOf(phase, "online", "any", isSent, 1) with { State = state, Since = Begin + TimeSpan.FromMinutes(1) };

        var step = RunReconciler.Next(facts);

        Assert.Equal(expected, After(step, phase));
        Assert.Equal(state, step.State);
        Assert.Equal(RunPhases.IsFinal(expected), step.IsOver);
    }

    [Fact]
    public void CancelledHost_ThatDoesNotAnswer_IsWithdrawn()
    {
        var facts = FactsOf("offered", "online", "any", isSent: true, 10) with { State = RunState.Cancelled, Since = Begin };

        Assert.Equal("withdrawn", After(RunReconciler.Next(facts), "offered"));
    }

    [Fact]
    public void OfflineHost_GoesBackToTheQueue_WhereOfflineOnesAreQueued()
    {
        foreach (var phase in new[] { "queued", "offered" })
        {
            var facts = FactsOf(phase, "offline", "any", isSent: false, 1) with { WhileOffline = WhileOffline.Queue };
            Assert.Equal("queued", After(RunReconciler.Next(facts), phase));
        }
    }

    [Theory]
    [InlineData("queued", false, "queued")]
    [InlineData("offered", false, "queued")]
    [InlineData("offered", true, "offered")]
    [InlineData("running", true, "running")]
    public void FrozenFleet_AndAClosedWindow_KeepWhatIsToBegin(string phase, bool isSent, string expected)
    {
        var facts = FactsOf(phase, "online", "any", isSent, 1);
        // It opens at 3, for an hour.
        var window = new MaintenanceWindow(CronSchedule.Parse("0 3 * * *"), TimeSpan.FromHours(1), "UTC");
        var open = facts with { Now = Begin.AddHours(3), StartBefore = Begin.AddHours(5), Window = window };

        Assert.Equal(expected, After(RunReconciler.Next(facts with { IsFrozen = true }), phase));
        Assert.Equal(expected, After(RunReconciler.Next(facts with { Window = window }), phase));
        if (phase == "queued") Assert.Equal("offered", After(RunReconciler.Next(open), phase));
        // The time to start goes on meanwhile.
        if (!isSent)
            Assert.Equal("expired", After(RunReconciler.Next(FactsOf(phase, "online", "any", isSent, 61) with { IsFrozen = true }), phase));
    }

    // Of 100 hosts 1 goes first, then 10 percent.
    [Theory]
    [InlineData(0, 0, 0, 1)]
    [InlineData(0, 0, 1, 0)]
    [InlineData(1, 0, 0, 9)]
    [InlineData(1, 0, 4, 5)]
    [InlineData(9, 0, 0, 1)]
    [InlineData(8, 1, 1, 0)]
    [InlineData(10, 0, 0, 90)]
    [InlineData(10, 0, 30, 60)]
    public void Ramp_GivesHostsOfAStepTheirTurn_OnceThoseBeforeHaveEnded(int succeeded, int failed, int running, int turns)
    {
        var step = RunReconciler.Next(Ramped(succeeded, failed, running, new RunBudget(null, 50)));

        Assert.Equal((turns, RunState.Running), (step.Moves.Count, step.State));
    }

    [Theory]
    [InlineData(0, 1, 0, true)]
    [InlineData(1, 1, 0, false)]
    [InlineData(1, 1, 1, false)]
    [InlineData(8, 2, 0, true)]
    [InlineData(9, 1, 0, false)]
    public void Budget_IsJudgedBetweenTheStepsOfARamp_WhateverTheNumber(int succeeded, int failed, int running, bool isHalted)
    {
        var step = RunReconciler.Next(Ramped(succeeded, failed, running, RunBudget.Default));

        Assert.Equal(isHalted ? RunState.Halted : RunState.Running, step.State);
    }

    [Theory]
    [InlineData(3, null, 100, 3)]
    [InlineData(null, 10, 100, 10)]
    [InlineData(null, 10, 101, 11)]
    [InlineData(null, 1, 5, 1)]
    [InlineData(null, 100, 7, 7)]
    public void Step_IsANumber_OrAShareOfAllHosts(int? hosts, int? percent, long all, long expected) =>
        Assert.Equal(expected, new RunRampStep(hosts, percent).Of(all));

    [Theory]
    [InlineData(0, 0, 0, false)]
    [InlineData(0, 1, 1, true)]
    [InlineData(2, 9, 2, false)]
    [InlineData(2, 3, 3, true)]
    public void Number_OfFailures_IsABudget(int most, int attempted, int charged, bool isSpent) =>
        Assert.Equal(isSpent, new RunBudget(most, null).IsSpent(attempted, charged));

    [Theory]
    [InlineData(10, 4, 4, false)]
    [InlineData(10, 5, 1, true)]
    [InlineData(10, 10, 1, false)]
    [InlineData(0, 5, 1, true)]
    [InlineData(100, 5, 5, false)]
    public void Share_OfFailures_IsABudget_OnceFiveTried(int percent, int attempted, int charged, bool isSpent) =>
        Assert.Equal(isSpent, new RunBudget(null, percent).IsSpent(attempted, charged));

    [Theory]
    [InlineData("offered", false, RunPhase.Accepted, true)]
    [InlineData("offered", false, RunPhase.Succeeded, true)]
    [InlineData("accepted", true, RunPhase.Running, true)]
    [InlineData("running", true, RunPhase.Accepted, false)]
    [InlineData("running", true, RunPhase.Failed, true)]
    [InlineData("succeeded", true, RunPhase.Failed, false)]
    [InlineData("unknown", false, RunPhase.Succeeded, true)]
    [InlineData("unknown", false, RunPhase.Running, false)]
    [InlineData("unknown", true, RunPhase.Succeeded, false)]
    [InlineData("skipped-offline", false, RunPhase.Succeeded, true)]
    [InlineData("of-a-later-version", true, RunPhase.Running, true)]
    public void Report_Counts(string phase, bool isTold, RunPhase told, bool counts) =>
        Assert.Equal(counts, ReportRule.Counts(phase, isTold, new RunReport { Phase = told, At = Begin }));

    private static RunFacts Ramped(int succeeded, int failed, int running, RunBudget budget)
    {
        var queued = 100 - succeeded - failed - running;
        return FactsOf("queued", "online", "any", isSent: false, 1) with
        {
            Hosts = 100, Concurrency = 100, Budget = budget, Ramp = new RunRamp([new(1, null), new(null, 10)]),
            Counts = new RunCounts(new Dictionary<string, long>
            {
                ["succeeded"] = succeeded, ["failed"] = failed, ["running"] = running, ["queued"] = queued,
            }),
            Waiting =
            [
                .. Enumerable.Range(0, queued).Select(number => new RunCandidate
                {
                    AgentId = $"h{number}", Phase = "queued", Reach = HostReach.Online, Policy = "any",
                }),
            ],
        };
    }

    private static string After(RunStep step, string phase)
    {
        if (step.Moves is [var move]) phase = move.To;
        return phase == RunPhases.Queued && step.QueuedTo is var (all, _) ? all : phase;
    }

    private static RunFacts FactsOf(string phase, string reach, string policy, bool isSent, int minutes)
    {
        var host = new RunCandidate
        {
            AgentId = "a", Phase = phase, Reach = Enum.Parse<HostReach>(reach, ignoreCase: true), Policy = policy, IsSent = isSent,
            DeadlineAt = phase == RunPhases.Queued ? null : RunReconciler.DeadlineOf(Begin.AddMinutes(60), TimeSpan.FromMinutes(5), null),
        };
        return new RunFacts
        {
            Now = Begin.AddMinutes(minutes), Kind = RunKind.Plain, State = RunState.Running, Since = Begin,
            StartBefore = Begin.AddMinutes(60), Longest = TimeSpan.FromMinutes(5), Concurrency = 10,
            Budget = new RunBudget(0, null), WhileOffline = WhileOffline.Skip,
            Counts = new RunCounts(new Dictionary<string, long> { [phase] = 1 }), Hosts = 1,
            Waiting = phase == RunPhases.Queued ? [host] : [],
            Doubtful = phase == RunPhases.Queued ? [] : [host],
        };
    }
}
