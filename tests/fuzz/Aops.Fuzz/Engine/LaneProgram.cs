using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Aops.Fuzz.Engine;

/// <summary>
/// One target in a process of its own. It tells on its output, a line each: <c>at N</c> now and then, <c>fault N FILE TEXT</c> (the
/// text in base 64),
/// and <c>end N FAULTS</c> at last.
/// </summary>
internal static class LaneProgram
{
    private const int FaultsToldMax = 20;
    private const int WarmUpInputs = 2000;
    private const long GrowthBytesMax = 64L * 1024 * 1024;
    private const int DescriptorsMax = 64;

    private static readonly TimeSpan TellTime = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs the target until its inputs or its time are over.</summary>
    public static int Run(FuzzTarget target, FuzzOptions options)
    {
        var (source, judge) = (new InputSource(target, options.Seed), new InputJudge(target));
        using var current = new CurrentInput(target.Name);
        var outcomes = new HashSet<string>(StringComparer.Ordinal);
        var inputs = options.Inputs ?? target.InputsDefault;
        var (begun, told) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        var (faults, number) = (0, 0L);
        (long Bytes, int Descriptors)? before = null;
        for (; number < inputs && !(Stopwatch.GetElapsedTime(begun) > options.TimeMax); number++)
        {
            if (number == WarmUpInputs) before = Measure();
            var input = source.Next();
            current.Set(number, input);
            var verdict = judge.Judge(input);
            if (outcomes.Count < 100_000 && outcomes.Add(verdict.Outcome))
            {
                source.Keep(input);
                if (verdict.Fault is { } fault && faults++ < FaultsToldMax) Tell(target, number, fault, input);
            }
            if (Stopwatch.GetElapsedTime(told) < TellTime) continue;
            told = Stopwatch.GetTimestamp();
            Say($"at {number}");
        }
        if (before is { } then && GrowthOf(then) is { } growth)
        {
            faults++;
            Tell(target, number, growth, []);
        }
        Say(string.Create(CultureInfo.InvariantCulture, $"end {number} {faults} {outcomes.Count}"));
        return 0;
    }

    private static string? GrowthOf((long Bytes, int Descriptors) before)
    {
        var after = Measure();
        if (after.Bytes - before.Bytes > GrowthBytesMax)
            return $"keeps {(after.Bytes - before.Bytes) / 1024 / 1024} MiB after all inputs";
        return after.Descriptors - before.Descriptors > DescriptorsMax
            ? $"keeps {after.Descriptors - before.Descriptors} descriptors after all inputs"
            : null;
    }

    private static (long Bytes, int Descriptors) Measure()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return (GC.GetTotalMemory(forceFullCollection: true), Directory.GetFiles("/proc/self/fd").Length);
    }

    private static void Tell(FuzzTarget target, long number, string fault, byte[] input) => Say(string.Create(
        CultureInfo.InvariantCulture,
        $"fault {number} {FuzzFolder.Write(target.Name, input)} {Convert.ToBase64String(Encoding.UTF8.GetBytes(fault))}"));

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
