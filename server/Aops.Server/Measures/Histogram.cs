namespace Aops.Server.Measures;

/// <summary>How often something took how long. Threads observe at once; a snapshot may miss what is being observed.</summary>
internal sealed class Histogram
{
    private readonly long[] _counts = new long[Bounds.Count + 1];
    private long _microseconds;

    /// <summary>Upper bounds of the buckets, in seconds.</summary>
    public static IReadOnlyList<double> Bounds { get; } =
        [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>Seconds of all observations.</summary>
    public double Sum => Interlocked.Read(ref _microseconds) / 1e6;

    /// <summary>Counts something that took this long.</summary>
    public void Observe(TimeSpan time)
    {
        var seconds = time.TotalSeconds;
        var index = 0;
        while (index < Bounds.Count && seconds > Bounds[index]) index++;
        Interlocked.Increment(ref _counts[index]);
        Interlocked.Add(ref _microseconds, (long)(seconds * 1e6));
    }

    /// <summary>For each bound how many took at most that long; the last is the number of all.</summary>
    public IReadOnlyList<long> Cumulate()
    {
        var counts = new long[_counts.Length];
        var sum = 0L;
        for (var index = 0; index < counts.Length; index++) counts[index] = sum += Interlocked.Read(ref _counts[index]);
        return counts;
    }
}
