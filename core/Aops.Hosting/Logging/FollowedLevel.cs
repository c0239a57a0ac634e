using System.Globalization;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;
using Microsoft.Extensions.Logging;

namespace Aops.Hosting.Logging;

/// <summary>
/// A level of a member's log that lasts as long as a reader follows the log with it. It is a file that the follower has
/// locked: the kernel ends the one with the other, however that ends.
/// </summary>
public sealed class FollowedLevel : IDisposable
{
    private readonly FileLock _held;

    private FollowedLevel(FileLock held) => _held = held;

    /// <summary>Has a member write at least this level from its next ping on.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="role">The member.</param>
    /// <param name="level">The level.</param>
    /// <exception cref="IOException">The folder of the suite's runtime files is not writable.</exception>
    public static FollowedLevel Begin(AopsLayout layout, Role role, LogLevel level)
    {
        AtomicFile.CreateDirectory(layout.LogFollowers, AtomicFile.PrivateDirectory);
        var name = string.Create(CultureInfo.InvariantCulture, $"{role.ShortName()}.{(int)level}.{Guid.NewGuid():N}");
        return new FollowedLevel(FileLock.TryAcquire(Path.Combine(layout.LogFollowers, name))
            ?? throw new IOException($"{name} in {layout.LogFollowers} is locked by another process"));
    }

    /// <summary>The most verbose level that a member's log is followed with; null for none.</summary>
    public static LogLevel? Look(AopsLayout layout, Role role)
    {
        if (!Directory.Exists(layout.LogFollowers)) return null;
        LogLevel? lowest = null;
        foreach (var path in Directory.EnumerateFiles(layout.LogFollowers, $"{role.ShortName()}.*"))
        {
            if (LevelOf(path) is not { } level || !(lowest is null || level < lowest)) continue;
            if (IsFollowed(path)) lowest = level;
        }
        return lowest;
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        File.Delete(_held.Path);
        _held.Dispose();
    }

    private static LogLevel? LevelOf(string path) =>
        Path.GetFileName(path).Split('.') is [_, var number, _]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var level)
        && level is >= (int)LogLevel.Debug and <= (int)LogLevel.Error
            ? (LogLevel)level
            : null;

    // The file of a follower that was killed is left to be deleted here.
    private static bool IsFollowed(string path)
    {
        using var free = FileLock.TryAcquire(path);
        if (free is null) return true;
        File.Delete(path);
        return false;
    }
}
