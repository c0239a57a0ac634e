namespace Aops.Harness.Soaks;

/// <summary>One tooth of the saw that memory draws over time: up to a high, and down to a low.</summary>
/// <param name="High">MB at the top.</param>
/// <param name="Low">MB at its end.</param>
/// <param name="LowAt">Heartbeats until then.</param>
/// <param name="Seconds">From the low before to this one.</param>
public sealed record Tooth(double High, double Low, long LowAt, double Seconds)
{
    /// <summary>Finds the teeth of one program.</summary>
    /// <param name="course">Its samples, in order.</param>
    /// <param name="depth">The least rise and the least fall of a tooth, in MB; what is less is noise.</param>
    /// <returns>The whole teeth; what has risen at the end and has not fallen is none.</returns>
    public static IReadOnlyList<Tooth> Find(IReadOnlyList<SoakSample> course, double depth)
    {
        var lows = new List<SoakSample>();
        var highs = new List<SoakSample>();
        if (course.Count == 0) return [];
        var (low, high, isUp) = (course[0], course[0], false);
        foreach (var now in course)
        {
            if (isUp && now.AnonymousMegabytes <= high.AnonymousMegabytes - depth)
            {
                lows.Add(low);
                highs.Add(high);
                (low, isUp) = (now, false);
            }
            else if (!isUp && now.AnonymousMegabytes >= low.AnonymousMegabytes + depth)
            {
                (high, isUp) = (now, true);
            }
            else if (isUp && now.AnonymousMegabytes > high.AnonymousMegabytes)
            {
                high = now;
            }
            else if (!isUp && now.AnonymousMegabytes < low.AnonymousMegabytes)
            {
                low = now;
            }
        }
        // Where the last tooth ends.
        lows.Add(low);
        return [.. highs.Select((top, i) => new Tooth(
            top.AnonymousMegabytes, lows[i + 1].AnonymousMegabytes, lows[i + 1].Heartbeats, lows[i + 1].Seconds - lows[i].Seconds))];
    }

    /// <summary>How fast memory rises with the heartbeats: the slope of the line of least squares.</summary>
    /// <param name="points">Heartbeats, and MB there; NaN where all are at the same heartbeat.</param>
    /// <param name="heartbeats">The result is MB in this many heartbeats.</param>
    public static double Rise(IReadOnlyList<(long At, double Megabytes)> points, int heartbeats)
    {
        var (meanAt, mean) = (points.Average(p => p.At), points.Average(p => p.Megabytes));
        var spread = points.Sum(p => (p.At - meanAt) * (p.At - meanAt));
        return points.Sum(p => (p.At - meanAt) * (p.Megabytes - mean)) / spread * heartbeats;
    }
}
