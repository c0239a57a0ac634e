using Aops.Contracts.Wire.Inventory;
using Aops.Native;
using Aops.Native.Files;

namespace Aops.Spm.Inventory.Sources;

/// <summary>
/// Lists mounted file systems that lie on a block device of this host. Those of a network or a user's program are left out
/// without being asked: a question to a dead one never returns.
/// </summary>
/// <param name="ask">statvfs(3) of a mount point.</param>
internal sealed class DiskReader(Func<string, FileSystemFacts> ask)
{
    private const int FreeStepPercent = 5;

    // zfs and btrfs volumes have no device file of their own, or share one.
    private static readonly HashSet<string> Local =
        ["ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "reiserfs", "vfat", "bcachefs"];

    /// <summary>The file systems; null if /proc does not tell.</summary>
    public DiskInventory? Read(HostTree tree)
    {
        if (!tree.Has("proc/self/mountinfo")) return null;
        var volumes = new SortedDictionary<string, DiskVolume>(StringComparer.Ordinal);
        var devices = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in tree.ReadLines("proc/self/mountinfo"))
        {
            // ID parent device root path options … - type source superoptions (proc(5))
            var dash = line.IndexOf(" - ", StringComparison.Ordinal);
            if (dash < 0) continue;
            var (before, after) = (line[..dash].Split(' '), line[(dash + 3)..].Split(' '));
            if (before.Length < 6 || after.Length < 3 || !Local.Contains(after[0])) continue;
            // A bind mount shows a device a second time.
            if (volumes.Count >= InventoryLimits.VolumesMax || !devices.Add($"{before[2]} {after[1]}")) continue;
            var path = Unescape(before[4]);
            var isReadOnly = Has(before[5], "ro") || Has(after[2], "ro");
            if (TryDescribe(path, after[0], after[1], isReadOnly) is { } volume) volumes[path] = volume;
        }
        return new DiskInventory { Volumes = [.. volumes.Values] };
    }

    private DiskVolume? TryDescribe(string path, string type, string device, bool isReadOnly)
    {
        try
        {
            var facts = ask(path);
            if (facts.SizeBytes is <= 0 or > InventoryLimits.NumberMax) return null;
            var free = (int)((double)facts.FreeBytes / facts.SizeBytes * 100);
            return new DiskVolume
            {
                Path = HostTree.Fit(path),
                Device = HostTree.Fit(Unescape(device)),
                FileSystem = type,
                SizeBytes = facts.SizeBytes,
                FreePercent = Math.Clamp(free, 0, 100) / FreeStepPercent * FreeStepPercent,
                IsReadOnly = isReadOnly,
            };
        }
        catch (PosixException)
        {
            // Unmounted in between, or not for this user.
            return null;
        }
    }

    private static bool Has(string options, string option) => options.Split(',').Contains(option);

    // The kernel writes space, tab, line feed and backslash in octal.
    private static string Unescape(string text) => text
        .Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal)
        .Replace("\\012", "\n", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal);
}
