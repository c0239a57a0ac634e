using System.Globalization;
using System.Text.RegularExpressions;

namespace Aops.Bench;

/// <summary>Reads what a member of the pair logs from now on.</summary>
internal sealed partial class LogReader(string file)
{
    private readonly long _from = File.Exists(file) ? new FileInfo(file).Length : 0;

    /// <summary>When it saw the end of a process, UTC, to the resolution of its log; null if it did not say.</summary>
    /// <param name="pid">The process.</param>
    public DateTime? FindEnd(int pid) => Find(PeerEnded(), pid);

    /// <summary>When it called a process hung, UTC; null if it did not.</summary>
    /// <param name="pid">The process.</param>
    public DateTime? FindHang(int pid) => Find(PeerHangs(), pid);

    private DateTime? Find(Regex line, int pid)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        // Rotated meanwhile: all of it is new.
        stream.Position = stream.Length < _from ? 0 : _from;
        using var reader = new StreamReader(stream);
        foreach (Match match in line.Matches(reader.ReadToEnd()))
        {
            if (match.Groups["pid"].Value == pid.ToString(CultureInfo.InvariantCulture))
            {
                return DateTime.Parse(match.Groups["time"].Value, CultureInfo.InvariantCulture,
                    DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeLocal);
            }
        }
        return null;
    }

    [GeneratedRegex(@"^(?<time>\S+) .*\(pid (?<pid>\d+)\) ended", RegexOptions.Multiline)]
    private static partial Regex PeerEnded();

    [GeneratedRegex(@"^(?<time>\S+) .*\(pid (?<pid>\d+)\) hangs", RegexOptions.Multiline)]
    private static partial Regex PeerHangs();
}
