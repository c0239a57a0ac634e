using System.Globalization;
using Aops.Harness;

namespace Aops.Bench;

/// <summary>
/// The least time in which the end of a process like spm can be seen on this machine: a bare C process of as many
/// threads and as much memory is killed before a bare C parent that waits for nothing else.
/// </summary>
internal static class DetectionFloor
{
    private const int MegabyteKilobytes = 1024;

    public static async Task<Figures> MeasureAsync(
        int pid, string folder, int count, CancellationToken cancellation)
    {
        var status = File.ReadAllLines($"/proc/{pid}/status");
        var threads = Number(status, "Threads:");
        var megabytes = Math.Max(1, Number(status, "VmRSS:") / MegabyteKilobytes);
        var program = await CProgram.BuildAsync(
            "tests/bench/floor", Path.Combine(folder, "floor"), cancellation);
        var run = (await Command.RunAsync(program, [Text(threads), Text(megabytes), Text(count)], cancellation))
            .MustSucceed();
        var figures = new Figures($"bare C process of {threads} threads and {megabytes} MB killed: seen by a bare C parent");
        foreach (var line in run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            figures.Add(double.Parse(line, CultureInfo.InvariantCulture));
        return figures;
    }

    private static int Number(IEnumerable<string> status, string field) => int.Parse(
        string.Concat(status.First(l => l.StartsWith(field, StringComparison.Ordinal)).Where(char.IsAsciiDigit)),
        CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
