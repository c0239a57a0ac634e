using System.Globalization;
using Aops.Contracts.Wire.Runs;
using Aops.Hosting.Logging;
using Aops.Layout;

namespace Aops.Spm.Runs;

/// <summary>
/// Turns an order to follow a log into a command of the suite's own: whose log may be followed is decided here, so that no
/// policy of the host has to allow it.
/// </summary>
internal static class FollowedLog
{
    // For the program to begin, and to end.
    private const int SecondsBeside = 60;

    /// <summary>What is run for it, or why not.</summary>
    public static RunVerdict Verify(AopsLayout layout, LogOrder log, DateTimeOffset startBefore)
    {
        if (log.FindFault() is var (field, clause)) return new RunVerdict.Refused($"log.{field}: {clause}");
        if (LogFiles.FindNewest(layout, log.Name) is null)
            return new RunVerdict.Refused($"this host has no log of '{log.Name}'; there are spm, spa, launch and those of its sub-agents");
        return new RunVerdict.Allowed(new RunCommand
        {
            Args =
            [
                layout.ServiceProgram, "logs", log.Name, "--root", layout.Root, "--follow",
                "--lines", log.Lines.ToString(CultureInfo.InvariantCulture),
                "--for", string.Create(CultureInfo.InvariantCulture, $"{log.Seconds}s"),
                .. log.Level is { } level ? ["--level", level] : Array.Empty<string>(),
            ],
            TimeoutSeconds = log.Seconds + SecondsBeside,
        })
        {
            StartBefore = startBefore,
        };
    }
}
