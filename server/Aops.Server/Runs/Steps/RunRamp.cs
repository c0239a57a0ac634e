namespace Aops.Server.Runs.Steps;

/// <summary>
/// How a run begins on few hosts before it goes to many: hosts of a step have all ended before those of the next have their
/// turn. What comes after the last step has all hosts.
/// </summary>
/// <param name="Steps">Each says how many hosts have tried at its end, those of the steps before included.</param>
internal sealed record RunRamp(IReadOnlyList<RunRampStep> Steps)
{
    /// <summary>The most steps.</summary>
    public const int StepsMax = 10;

    /// <summary>How many hosts may have tried, or be trying, now.</summary>
    /// <param name="hosts">Hosts of the run.</param>
    /// <param name="attempted">Those that tried and ended.</param>
    public long Width(long hosts, long attempted)
    {
        foreach (var step in Steps)
        {
            if (step.Of(hosts) is var width && attempted < width) return Math.Min(width, hosts);
        }
        return hosts;
    }

    /// <summary>Whether the hosts of a step have all ended, and those of the next have not begun.</summary>
    /// <param name="hosts">Hosts of the run.</param>
    public bool IsBetweenSteps(long hosts, RunCounts counts) => counts is { InFlight: 0, Queued: > 0 }
        && Steps.Any(step => step.Of(hosts) == counts.Attempted);
}

/// <summary>Where a step of a ramp ends. One of both is there.</summary>
/// <param name="Hosts">A number of hosts.</param>
/// <param name="Percent">A share of all hosts of the run, at least one host.</param>
internal sealed record RunRampStep(int? Hosts, int? Percent)
{
    /// <summary>How many hosts have tried at its end.</summary>
    /// <param name="hosts">Hosts of the run.</param>
    public long Of(long hosts) => Hosts ?? Math.Max(1, (hosts * (Percent ?? 100) + 99) / 100);
}
