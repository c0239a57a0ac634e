using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Aops.Bench;

/// <summary>Runs a program to its end, and watches its peak memory.</summary>
/// <param name="Elapsed">From its start to its end.</param>
/// <param name="PeakKilobytes">Greatest resident memory (VmHWM) that was seen, every millisecond; 0 if it was too quick.</param>
/// <param name="Output">What it said.</param>
internal sealed partial record MeasuredRun(TimeSpan Elapsed, long PeakKilobytes, int ExitCode, string Output)
{
    public static async Task<MeasuredRun> StartAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var ended = process.WaitForExitAsync(cancellationToken);
        long peak = 0;
        while (!ended.IsCompleted)
        {
            // The mark only rises: the last one that was read is the peak, but for what the last millisecond added.
            peak = Math.Max(peak, ReadPeak(process.Id));
            await Task.WhenAny(ended, Task.Delay(1, cancellationToken));
        }
        await ended;
        var elapsed = Stopwatch.GetElapsedTime(begin);
        return new MeasuredRun(elapsed, peak, process.ExitCode, await output + await error);
    }

    /// <summary>The run, if it ended well.</summary>
    /// <exception cref="InvalidOperationException">It did not.</exception>
    public MeasuredRun MustSucceed() =>
        ExitCode == 0 ? this : throw new InvalidOperationException($"exit code {ExitCode}: {Output}");

    private static long ReadPeak(int pid)
    {
        try
        {
            var match = PeakLine().Match(File.ReadAllText($"/proc/{pid}/status"));
            return match.Success ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    [GeneratedRegex(@"VmHWM:\s+(\d+) kB")]
    private static partial Regex PeakLine();
}
