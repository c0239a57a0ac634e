using System.Globalization;
using System.Text.RegularExpressions;

namespace Aops.Bench;

/// <summary>Reads what a half logs from now on.</summary>
internal sealed partial class LogReader(string file)
{
    private readonly long _from = File.Exists(file) ? new FileInfo(file).Length : 0;

    /// <summary>
    /// The moment at which it saw the death of a process, on the monotonic clock that all processes of a host share
    /// (<see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>).
    /// </summary>
    public long? FindTicks(int pid)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        // Rotated meanwhile: all of it is new.
        stream.Position = stream.Length < _from ? 0 : _from;
        using var reader = new StreamReader(stream);
        foreach (Match match in PeerDied().Matches(reader.ReadToEnd()))
        {
            if (match.Groups["pid"].Value == pid.ToString(CultureInfo.InvariantCulture))
                return long.Parse(match.Groups["ticks"].Value, CultureInfo.InvariantCulture);
        }
        return null;
    }

    [GeneratedRegex(@"peer died.*?pid (?<pid>\d+).*?ticks (?<ticks>\d+)")]
    private static partial Regex PeerDied();
}
