using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Aops.Fuzz.Engine;

/// <summary>Gives one input to a target and says whether the outcome is a declared one.</summary>
internal sealed partial class InputJudge(FuzzTarget target)
{
    private const int OutcomeCharsMax = 160;

    // An input that takes long on a busy machine does not take long every time.
    private const int RunsOfASlowOne = 4;

    /// <summary>Longest time for one input.</summary>
    public static TimeSpan TimeMax { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Judges one input.</summary>
    public Verdict Judge(byte[] input)
    {
        var verdict = Run(input, out var time);
        for (var run = 1; run < RunsOfASlowOne && time > TimeMax; run++)
        {
            Run(input, out var again);
            time = again < time ? again : time;
        }
        return verdict.Fault is null && time > TimeMax
            ? new("slow", string.Create(CultureInfo.InvariantCulture, $"takes {time.TotalSeconds:0.0} s each time"))
            : verdict;
    }

    private Verdict Run(byte[] input, out TimeSpan time)
    {
        var begun = Stopwatch.GetTimestamp();
        try
        {
            return new(Short(target.Read([.. input])));
        }
        catch (Exception e) when (target.IsDeclared(e))
        {
            return new($"{e.GetType().Name}: {Short(e.Message)}");
        }
        catch (Exception e)
        {
            return new(Signature(e), $"throws what it does not declare\n{e}");
        }
        finally
        {
            time = Stopwatch.GetElapsedTime(begun);
        }
    }

    // One fault is told once, whatever values stand in its message.
    private static string Signature(Exception e) =>
        $"{e.GetType().Name} {e.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Aops", StringComparison.Ordinal))}";

    private static string Short(string text)
    {
        var plain = Values().Replace(text.Length > 4 * OutcomeCharsMax ? text[..(4 * OutcomeCharsMax)] : text, "_");
        return plain.Length > OutcomeCharsMax ? plain[..OutcomeCharsMax] : plain;
    }

    [GeneratedRegex(@"'[^']*'|[0-9]+(?:\.[0-9]+)?|[^\x20-\x7e]+", RegexOptions.CultureInvariant)]
    private static partial Regex Values();
}
