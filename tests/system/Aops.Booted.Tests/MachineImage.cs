using Aops.Harness;
using Aops.Native;
using Aops.Native.Files;

namespace Aops.Booted.Tests;

/// <summary>
/// A Debian in a folder from which machines start. It is created once and cached for this user; machines
/// write to layers of their own.
/// </summary>
internal static class MachineImage
{
    private const string Mirror = "http://deb.debian.org/debian";

    private static readonly string[] Tools = ["debootstrap", "systemd-nspawn", "nsenter", "mount"];
    private static readonly TimeSpan MakeTime = TimeSpan.FromMinutes(20);

    /// <summary>Why no machine can be booted here; null if one can.</summary>
    public static string? Obstacle()
    {
        if (!CurrentUser.IsRoot) return "only root can boot a machine";
        var missing = Tools.Where(tool => Find(tool) is null).ToList();
        return missing.Count == 0 ? null : $"{string.Join(", ", missing)} not installed";
    }

    /// <summary>The folder; made first if it is not there.</summary>
    /// <param name="kind">What is in it.</param>
    public static async Task<string> EnsureAsync(MachineKind kind, CancellationToken cancellationToken)
    {
        var cache = Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set
            : Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".cache"), "aops");
        Directory.CreateDirectory(cache);
        var image = Path.Combine(cache, kind.Image);
        // Two concurrent runs create it once.
        using var held = FileLock.Acquire(image + ".lock", MakeTime);
        if (Directory.Exists(image)) return image;
        var unfinished = image + ".unfinished";
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        var made = await Command.RunAsync("debootstrap",
        [
            "--variant=minbase", $"--include={kind.Packages}", kind.Suite, unfinished,
            Environment.GetEnvironmentVariable("AOPS_DEBIAN_MIRROR") ?? Mirror,
        ], new Dictionary<string, string?>(), cancellationToken, MakeTime);
        made.MustSucceed();
        Directory.Move(unfinished, image);
        return image;
    }

    private static string? Find(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Append("/sbin")
            .Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);
}
