namespace Aops.Bench.Soak;

/// <summary>One tooth of a course of memory: it rises from a low to a high, and falls again.</summary>
/// <param name="LowAt">The beat of the low.</param>
/// <param name="Low">MB there.</param>
/// <param name="High">MB at the top.</param>
/// <param name="Seconds">From this low to the next one.</param>
internal sealed record Tooth(long LowAt, double Low, double High, double Seconds)
{
    /// <summary>Finds the teeth of a course.</summary>
    /// <param name="course">Samples of one program, in order.</param>
    /// <param name="depth">The least rise and the least fall of a tooth, in MB.</param>
    /// <returns>The whole teeth; what rises at the end and has not fallen is none.</returns>
    public static IReadOnlyList<Tooth> Find(IReadOnlyList<SoakSample> course, double depth)
    {
        var lows = new List<SoakSample>();
        var highs = new List<double>();
        SoakSample? low = null;
        SoakSample? high = null;
        foreach (var sample in course)
        {
            var now = Megabytes(sample);
            if (high is null)
            {
                // On the way down, or on the flat.
                if (low is null || now <= Megabytes(low)) low = sample;
                else if (now >= Megabytes(low) + depth) high = sample;
            }
            else if (now >= Megabytes(high))
            {
                high = sample;
            }
            else if (now <= Megabytes(high) - depth)
            {
                lows.Add(low!);
                highs.Add(Megabytes(high));
                (low, high) = (sample, null);
            }
        }
        // Where the last one ends.
        if (highs.Count > 0) lows.Add(low!);
        return [.. highs.Select((top, i) => new Tooth(
            lows[i].Beats, Megabytes(lows[i]), top, lows[i + 1].Seconds - lows[i].Seconds))];
    }

    /// <summary>How fast a value rises with the beats: the slope of the line of least squares.</summary>
    /// <param name="points">At least two, at different beats.</param>
    /// <param name="beats">The result is per this many.</param>
    public static double Rise(IReadOnlyList<(long Beat, double Value)> points, int beats)
    {
        var (meanBeat, meanValue) = (points.Average(p => p.Beat), points.Average(p => p.Value));
        var above = points.Sum(p => (p.Beat - meanBeat) * (p.Value - meanValue));
        var below = points.Sum(p => (p.Beat - meanBeat) * (p.Beat - meanBeat));
        return below == 0 ? 0 : above / below * beats;
    }

    private static double Megabytes(SoakSample sample) => sample.AnonymousKib / 1024.0;
}
