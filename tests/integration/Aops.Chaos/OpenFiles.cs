using System.Diagnostics;
using System.Globalization;

namespace Aops.Chaos;

/// <summary>The limit on open files of another process.</summary>
internal static class OpenFiles
{
    /// <summary>What processes have on the hosts that the suite is for.</summary>
    public const int Usual = 1024;

    private const int HardMax = 4096;

    /// <summary>How many it has open; null if it is gone.</summary>
    public static int? Count(int pid)
    {
        try
        {
            return Directory.GetFileSystemEntries($"/proc/{pid}/fd").Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What they are; empty if it is gone.</summary>
    public static IReadOnlyList<string> Of(int pid)
    {
        try
        {
            return [.. new DirectoryInfo($"/proc/{pid}/fd").EnumerateFileSystemInfos().Select(f => f.LinkTarget ?? "")];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Sets the soft limit (prlimit(1)).</summary>
    public static bool TryLimit(int pid, int count)
    {
        var words = string.Create(CultureInfo.InvariantCulture, $"--pid {pid} --nofile={count}:{HardMax}");
        using var command = Process.Start("prlimit", words);
        command.WaitForExit();
        return command.ExitCode == 0;
    }
}
