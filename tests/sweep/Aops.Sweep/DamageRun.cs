using Aops.Harness;

namespace Aops.Sweep;

/// <summary>Damages one file between the death of both members and the next boot.</summary>
/// <param name="tracer">The tracer's program.</param>
/// <param name="lane">The host.</param>
public sealed class DamageRun(string tracer, HostFixture lane)
{
    /// <summary>Runs it.</summary>
    public async Task<Outcome> RunAsync(Damage damage, CancellationToken cancellationToken)
    {
        var isThere = false;
        var scenario = Scenario.All.Single(s => s.Name == damage.Point.Scenario);
        var run = new PointRun(tracer, lane, scenario)
        {
            BetweenDeathAndBoot = () => isThere = TryApply(damage),
        };
        var outcome = (await run.KillAsync(damage.Point, cancellationToken)) with
        {
            Group = damage.Phase,
            Name = damage.ToString(),
        };
        if (outcome.Verdict == Verdict.Brick) return outcome;
        if (outcome.Verdict == Verdict.Whole && !isThere) return outcome with { Verdict = Verdict.NotReached };
        if (outcome.Verdict == Verdict.NotReached || !DamagePlan.MustBeNamed(damage.File) || IsNamed(damage.File))
            return outcome;
        return outcome with
        {
            Verdict = Verdict.Brick,
            Fault = $"the host came back, but no log names the file\n{lane.Agent.LogTail()}",
        };
    }

    // A revival that was in progress at the kill may hold the lock to be damaged; the host is then not
    // dead.
    private bool TryApply(Damage damage)
    {
        try
        {
            return damage.Apply(lane.Agent.Layout.Root);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private bool IsNamed(string file) =>
        Directory.EnumerateFiles(lane.Agent.Layout.Log, "*.log").Any(log =>
            File.ReadLines(log).Any(line => line.Contains(file, StringComparison.Ordinal)));
}
