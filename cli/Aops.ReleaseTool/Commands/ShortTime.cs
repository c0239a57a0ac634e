using Aops.CommandLine;
using Aops.Contracts;
using Aops.ReleaseTool.Faults;

namespace Aops.ReleaseTool.Commands;

/// <summary>Reads times such as 90s, 5m, 1h and 2d.</summary>
internal static class ShortTime
{
    /// <exception cref="ToolException">It is no such time, or not within the bounds.</exception>
    public static int ReadSeconds(string option, string text, int secondsMin, int secondsMax)
    {
        if (TimeWord.Parse(text, TimeSpan.FromSeconds(secondsMax), out var fault) is not { } time)
            throw new ToolException(ExitCodes.Usage, $"{option}: '{text}' {fault}");
        var seconds = (int)time.TotalSeconds;
        return seconds >= secondsMin
            ? seconds
            : throw new ToolException(ExitCodes.Usage, $"{option}: '{text}' is too short: at least {secondsMin}s");
    }
}
