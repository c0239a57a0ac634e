namespace Aops.Rollouts.Planning;

/// <summary>How long a rollout would take: its waves one after another, each as long as a host and the soak take.</summary>
internal static class PlanTime
{
    public static TimeSpan? Estimate(PlanInput input, IReadOnlyList<StagePlan> stages)
    {
        var start = input.Strategy.StartAt > input.Now ? input.Strategy.StartAt.Value : input.Now;
        var at = start;
        for (var i = 0; i < stages.Count; i++)
        {
            if (i > 0) at += input.Strategy.Stages[i].Pause;
            foreach (var wave in stages[i].Waves.Prepend(stages[i].Canaries.Count).Where(hosts => hosts > 0))
            {
                if (FindOpen(input, i, at) is not { } open) return null;
                at = open + WaveTime(input, stages[i], wave);
            }
        }
        return at - input.Now;
    }

    /// <param name="eta">What <see cref="Estimate"/> gave.</param>
    public static TimeSpan? EstimateWaiting(PlanInput input, TimeSpan? eta)
    {
        if (eta is null) return null;
        // Those that no stage takes, or that have left, are not waited for either.
        foreach (var host in input.Hosts.Where(host =>
            host.Reach != Hosts.HostReach.Online && RolloutPlanner.ExclusionOf(host) is null))
        {
            if (host.ReturnsIn is not { } returns) return null;
            var end = returns + input.HostTime + input.Strategy.Soak;
            if (end > eta) eta = end;
        }
        return eta;
    }

    private static DateTimeOffset? FindOpen(PlanInput input, int stage, DateTimeOffset at) =>
        input.Strategy.Stages[stage].Window is { } window ? window.FindNext(at, hostZone: null) : at;

    // Bytes are paid one host after another; the last one of the wave then takes as long as any.
    private static TimeSpan WaveTime(PlanInput input, StagePlan stage, int hosts)
    {
        var time = input.HostTime + input.Strategy.Soak;
        var all = stage.Hosts + stage.Waiting;
        return input.Strategy.BytesPerSecondMax is { } rate && all > 0
            ? time + TimeSpan.FromSeconds((double)stage.Bytes / all * hosts / rate)
            : time;
    }
}
