using System.Globalization;
using Aops.Contracts;
using Aops.ReleaseTool.Faults;

namespace Aops.ReleaseTool.Commands;

/// <summary>Reads times such as 90s, 5m, 1h and 2d.</summary>
internal static class ShortTime
{
    /// <exception cref="ToolException">It is no such time, or not within the bounds.</exception>
    public static int ReadSeconds(string option, string text, int secondsMin, int secondsMax)
    {
        var unit = text is [.., var last] ? last switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 } : 0;
        return unit > 0
            && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && (long)count * unit >= secondsMin && (long)count * unit <= secondsMax
            ? count * unit
            : throw new ToolException(ExitCodes.Usage,
                $"{option} '{text}' is no time from {secondsMin}s to {secondsMax}s, such as 90s, 5m, 1h or 2d");
    }
}
