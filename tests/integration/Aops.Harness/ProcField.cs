using System.Globalization;

namespace Aops.Harness;

/// <summary>A number in a file of <c>/proc</c> that has a named field a line: status, smaps_rollup (proc(5)).</summary>
public static class ProcField
{
    /// <summary>Reads it.</summary>
    /// <param name="file">For instance <c>/proc/1/status</c>.</param>
    /// <param name="name">With its colon, for instance <c>VmRSS:</c>.</param>
    /// <returns>The number in the unit of the file, which is KiB for memory.</returns>
    public static long Read(string file, string name) => long.Parse(
        string.Concat(File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal))
            .Where(char.IsAsciiDigit)), CultureInfo.InvariantCulture);
}
