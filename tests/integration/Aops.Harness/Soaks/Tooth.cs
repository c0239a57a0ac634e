namespace Aops.Harness.Soaks;

/// <summary>One tooth of the saw that memory draws over time: from a low up to a high, and down to the next low.</summary>
/// <param name="LowAt">Heartbeats until the low.</param>
/// <param name="Low">MB there.</param>
/// <param name="High">MB at the top.</param>
/// <param name="Seconds">From this low to the next one.</param>
public sealed record Tooth(long LowAt, double Low, double High, double Seconds)
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
            lows[i].Heartbeats, lows[i].AnonymousMegabytes, top.AnonymousMegabytes, lows[i + 1].Seconds - lows[i].Seconds))];
    }

    /// <summary>How fast the lows rise with the heartbeats: the slope of the line of least squares through them.</summary>
    /// <param name="teeth">Two or more.</param>
    /// <param name="heartbeats">The result is MB in this many heartbeats.</param>
    public static double Rise(IReadOnlyList<Tooth> teeth, int heartbeats)
    {
        var (meanAt, meanLow) = (teeth.Average(t => t.LowAt), teeth.Average(t => t.Low));
        var spread = teeth.Sum(t => (t.LowAt - meanAt) * (t.LowAt - meanAt));
        return teeth.Sum(t => (t.LowAt - meanAt) * (t.Low - meanLow)) / spread * heartbeats;
    }
}
