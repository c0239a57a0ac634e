using System.Globalization;

namespace Aops.HostMetrics.Proc;

/// <summary>The three numbers of <c>/proc/loadavg</c> (proc(5)).</summary>
internal static class LoadAverage
{
    internal const string Path = "/proc/loadavg";

    /// <summary>Parses the content of the file: load over 1, 5 and 15 minutes.</summary>
    /// <exception cref="FormatException">It has fewer than three numbers.</exception>
    internal static double[] Parse(string text)
    {
        var fields = text.Split(' ');
        if (fields.Length < 3) throw new FormatException($"{Path} has fewer than three numbers: '{text}'");
        return [Number(fields[0]), Number(fields[1]), Number(fields[2])];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
