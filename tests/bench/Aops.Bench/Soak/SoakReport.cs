using System.Globalization;

namespace Aops.Bench.Soak;

/// <summary>What a file of samples says: the envelope of each program, its teeth, and whether anything grows.</summary>
internal static class SoakReport
{
    private const double WarmUpSeconds = 300;
    private const double ToothMegabytes = 0.5;
    private const int TeethMin = 4;
    private const int BeatsOfRise = 5000;
    private const double RiseMegabytesMax = 0.3;

    private static readonly string[] Judged = ["aops-spm", "aops-spa"];

    /// <summary>Prints it.</summary>
    /// <returns>Whether nothing grows.</returns>
    public static bool Print(string file)
    {
        var all = SoakSample.ReadAll(file).Where(s => s.Seconds >= WarmUpSeconds).ToList();
        if (all.Count == 0)
        {
            Console.WriteLine($"not judged: no sample is later than the first {WarmUpSeconds:0} s, in which everything warms up");
            return false;
        }
        var isSteady = true;
        foreach (var course in all.GroupBy(s => s.Program))
        {
            var samples = course.ToList();
            Console.WriteLine(Envelope(samples));
            isSteady &= Judge(samples);
        }
        return isSteady;
    }

    private static string Envelope(IReadOnlyList<SoakSample> c)
    {
        var anonymous = c.Select(s => s.AnonymousKib / 1024.0).Order().ToList();
        var cpu = 100.0 * (c[^1].CpuMilliseconds - c[0].CpuMilliseconds) / Math.Max(1, 1000 * (c[^1].Seconds - c[0].Seconds));
        return string.Create(CultureInfo.InvariantCulture,
            $"{c[0].Program}: first {c[0].AnonymousKib / 1024.0:0.00} min {anonymous[0]:0.00} median {anonymous[anonymous.Count / 2]:0.00} max {anonymous[^1]:0.00} last {c[^1].AnonymousKib / 1024.0:0.00} MB; fds {c[0].Descriptors} to {c[^1].Descriptors}, threads {c[0].Threads} to {c[^1].Threads}; {cpu:0.00} % of a processor");
    }

    private static bool Judge(IReadOnlyList<SoakSample> c)
    {
        var teeth = Tooth.Find(c, ToothMegabytes);
        foreach (var tooth in teeth)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  tooth at beat {tooth.LowAt}: {tooth.Low:0.00} to {tooth.High:0.00} MB, {tooth.Seconds:0} s"));
        if (!Judged.Contains(c[0].Program)) return true;
        if (teeth.Count < TeethMin)
        {
            Console.WriteLine($"  not judged: {teeth.Count} teeth, and {TeethMin} are needed");
            return false;
        }
        var rise = Tooth.Rise([.. teeth.Select(t => (t.LowAt, t.Low))], BeatsOfRise);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  its lows rise by {rise:0.000} MB in {BeatsOfRise} beats"));
        return rise <= RiseMegabytesMax;
    }
}
