using System.Text.RegularExpressions;
using Aops.Layout;

namespace Aops.Hosting.Logging;

/// <summary>Finds the file that a log is written to now: rotation changes its name.</summary>
public static partial class LogFiles
{
    /// <summary>Log names that do not belong to sub-agents.</summary>
    public static IReadOnlyList<string> OwnNames { get; } = ["spm", "spa", "launch"];

    /// <summary>The newest file of a log; null if there is none.</summary>
    /// <param name="name"><c>spm</c>, <c>spa</c>, <c>launch</c> or the name of a sub-agent.</param>
    public static string? FindNewest(AopsLayout layout, string name)
    {
        if (!OwnNames.Contains(name))
            return File.Exists(layout.SubAgentLog(name)) ? layout.SubAgentLog(name) : null;
        if (!Directory.Exists(layout.Log)) return null;
        return Directory.EnumerateFiles(layout.Log, $"{name}*.log")
            .Where(path => Suffix().Replace(Path.GetFileName(path), "") == name)
            .OrderByDescending(File.GetLastWriteTimeUtc).ThenByDescending(path => path, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    // spm.log, spm_001.log, spm_002.log …
    [GeneratedRegex(@"(_\d+)?\.log\z", RegexOptions.CultureInvariant)]
    private static partial Regex Suffix();
}
