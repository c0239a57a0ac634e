using System.Globalization;
using Aops.Harness.Soaks;

namespace Aops.Bench.Soak;

/// <summary>What the samples of a soak say: the envelope of each program, the teeth of the pair, and whether anything grows.</summary>
internal sealed class SoakReport
{
    private const double WarmUpSeconds = 300;
    private const double ToothMegabytesMin = 0.5;
    private const int TeethMin = 4;
    private const int HeartbeatsOfRise = 5000;
    private const double RiseMegabytesMax = 0.3;
    private const double ToothlessMegabytesMax = 1.1;

    // A connection or a worker of the pool that happens to be there is no growth; one each minute is 120 in two hours.
    private const int MoreAllowed = 3;

    private static readonly string[] Pair = ["aops-spm", "aops-spa"];

    private readonly IReadOnlyList<IReadOnlyList<SoakSample>> _courses;
    private readonly List<string> _faults = [];

    public SoakReport(IReadOnlyList<SoakSample> samples) => _courses =
        [.. samples.Where(s => s.Seconds >= WarmUpSeconds).GroupBy(s => s.Program).Select(course => course.ToList())];

    /// <summary>Prints it as Markdown.</summary>
    /// <returns>Whether it could be judged, and nothing grows.</returns>
    public bool Print()
    {
        if (_courses.Count == 0)
        {
            Console.WriteLine($"not judged: the soak was over within its first {WarmUpSeconds:0} s, in which everything warms up");
            return false;
        }
        var envelopes = _courses.Select(Envelope).ToList();
        var teeth = _courses.Where(c => Pair.Contains(c[0].Program)).Select(Teeth).ToList();
        var spm = _courses[0];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            `./build.sh bench soak` on {Environment.ProcessorCount} processors: {spm[^1].Seconds / 60:0} minutes, of which the first {WarmUpSeconds / 60:0} are left out;
            in the rest {spm[^1].Heartbeats - spm[0].Heartbeats} heartbeats. MB of heaps and stacks (RssAnon), and of all private pages:

            | program | at first | least | median | most | at last | private, median | most | descriptors | threads | % of a processor |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            {string.Join('\n', envelopes)}

            | program | teeth | one takes, s | highs, MB | lows, MB | the lows rise in {HeartbeatsOfRise} heartbeats, MB |
            | --- | ---: | ---: | ---: | ---: | ---: |
            {string.Join('\n', teeth)}

            Asked for: the lows rise by at most {RiseMegabytesMax} MB, over at least {TeethMin} teeth; spa stays within {ToothlessMegabytesMax} MB if it draws
            fewer; no program is restarted; descriptors and threads of the last quarter are at most {MoreAllowed} more than those of the first
            (medians).
            """));
        foreach (var fault in _faults) Console.WriteLine($"NOT SO: {fault}");
        return _faults.Count == 0;
    }

    private string Envelope(IReadOnlyList<SoakSample> course)
    {
        var (program, first, last) = (course[0].Program, course[0], course[^1]);
        if (course.Any(s => s.Pid != first.Pid)) _faults.Add($"{program} was restarted");
        var memory = course.Select(s => s.AnonymousMegabytes).ToList();
        var whole = course.Select(s => s.PrivateMegabytes).ToList();
        var percent = (last.CpuMilliseconds - first.CpuMilliseconds) / (last.Seconds - first.Seconds) / 10;
        return string.Create(CultureInfo.InvariantCulture,
            $"| {program} | {memory[0]:0.00} | {memory.Min():0.00} | {Median(memory):0.00} | {memory.Max():0.00} | {memory[^1]:0.00} | ")
            + string.Create(CultureInfo.InvariantCulture, $"{Median(whole):0.00} | {whole.Max():0.00} | ")
            + $"{Growth(course, "descriptors", s => s.Descriptors)} | {Growth(course, "threads", s => s.Threads)} | "
            + string.Create(CultureInfo.InvariantCulture, $"{percent:0.00} |");
    }

    private string Growth(IReadOnlyList<SoakSample> course, string what, Func<SoakSample, double> count)
    {
        var quarter = Math.Max(1, course.Count / 4);
        var (before, after) = (Median(course.Take(quarter).Select(count)), Median(course.TakeLast(quarter).Select(count)));
        if (after > before + MoreAllowed) _faults.Add($"{course[0].Program} has {after} {what}, and had {before}");
        return $"{before} to {after}";
    }

    private string Teeth(IReadOnlyList<SoakSample> course)
    {
        var (program, teeth) = (course[0].Program, Tooth.Find(course, ToothMegabytesMin));
        if (teeth.Count < TeethMin && program != Pair[0])
        {
            // It is so quiet that hours draw few teeth, too few for a slope: the whole course is bounded instead.
            if (course.Max(s => s.AnonymousMegabytes) - course.Min(s => s.AnonymousMegabytes) > ToothlessMegabytesMax)
                _faults.Add($"{program} lies in more than {ToothlessMegabytesMax} MB, with {teeth.Count} teeth");
            return $"| {program} | {teeth.Count} | | | | |";
        }
        if (teeth.Count < TeethMin)
        {
            _faults.Add($"{program} is not judged: it has drawn {teeth.Count} teeth, and {TeethMin} are needed");
            if (teeth.Count < 2) return $"| {program} | {teeth.Count} | | | | |";
        }
        var rise = Tooth.Rise([.. teeth.Select(t => (t.LowAt, t.Low))], HeartbeatsOfRise);
        // Not a number is a fault, too: there were no heartbeats.
        if (!(rise <= RiseMegabytesMax)) _faults.Add($"the lows of {program} rise");
        return string.Create(CultureInfo.InvariantCulture,
            $"| {program} | {teeth.Count} | {Median(teeth.Select(t => t.Seconds)):0} | {teeth.Min(t => t.High):0.00} to {teeth.Max(t => t.High):0.00} | ")
            + string.Create(CultureInfo.InvariantCulture, $"{teeth.Min(t => t.Low):0.00} to {teeth.Max(t => t.Low):0.00} | {rise:0.000} |");
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
