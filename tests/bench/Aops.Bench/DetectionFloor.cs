using System.Globalization;
using Aops.Harness;

namespace Aops.Bench;

/// <summary>
/// The least time in which the end of a process like spm can be seen on this machine: a bare C process of as many
/// threads, as much memory of its own and as many pages of files is killed before a bare C parent that waits for nothing
/// else.
/// </summary>
internal static class DetectionFloor
{
    private const int MegabyteKilobytes = 1024;

    public static async Task<Figures> MeasureAsync(
        int pid, string folder, int count, CancellationToken cancellationToken)
    {
        var status = $"/proc/{pid}/status";
        var threads = ProcField.Read(status, "Threads:");
        var own = Megabytes(status, "RssAnon:");
        var files = Megabytes(status, "RssFile:");
        var program = await CProgram.BuildAsync(
            "tests/bench/floor", Path.Combine(folder, "floor"), cancellationToken);
        string[] arguments = [Text(threads), Text(own), Text(files), $"/proc/{pid}/exe", Text(count)];
        var run = (await Command.RunAsync(program, arguments, cancellationToken)).MustSucceed();
        var figures = new Figures($"bare C process of {threads} threads, {own} MB of its own and {files} MB of a file " +
            "killed: seen by a bare C parent");
        foreach (var line in run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            figures.Add(double.Parse(line, CultureInfo.InvariantCulture));
        return figures;
    }

    private static long Megabytes(string status, string field) =>
        Math.Max(1, ProcField.Read(status, field) / MegabyteKilobytes);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
