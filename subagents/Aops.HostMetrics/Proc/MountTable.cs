using System.Text;

namespace Aops.HostMetrics.Proc;

/// <summary>
/// Chooses the file systems to report from <c>/proc/self/mounts</c> (format: fstab(5)): each one on a block
/// device once, and the root of any type. Network file systems are left out by intention: a query blocks
/// for ever if the server is gone.
/// </summary>
internal static class MountTable
{
    internal const string Path = "/proc/self/mounts";

    /// <summary>Most file systems in one report.</summary>
    internal const int MountsMax = 32;

    /// <summary>Parses the content of the file: the chosen mount points, in its order.</summary>
    internal static List<string> Parse(string text)
    {
        var mounts = new List<string>();
        var devices = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            var fields = line.Split(' ');
            if (fields.Length < 3 || mounts.Count >= MountsMax) continue;
            var (device, mount, type) = (fields[0], Unescape(fields[1]), fields[2]);
            var isDisk = device.StartsWith("/dev/", StringComparison.Ordinal) && type is not ("squashfs" or "iso9660");
            if (mount == "/")
            {
                if (!mounts.Contains(mount)) mounts.Add(mount);
                devices.Add(device);
            }
            else if (isDisk && devices.Add(device))
            {
                mounts.Add(mount);
            }
        }
        // In a chroot the root is not a mount point of the table, but it is the disk that fills up.
        if (!mounts.Contains("/")) mounts.Insert(0, "/");
        return mounts;
    }

    // Space, tab, newline and backslash are written as three octal digits: "/mnt/my\040disk".
    private static string Unescape(string field)
    {
        if (!field.Contains('\\')) return field;
        var text = new StringBuilder(field.Length);
        for (var i = 0; i < field.Length; i++)
        {
            var isEscape = field[i] == '\\' && i + 3 < field.Length
                && field.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0;
            text.Append(isEscape ? (char)Convert.ToInt32(field.Substring(i + 1, 3), 8) : field[i]);
            if (isEscape) i += 3;
        }
        return text.ToString();
    }
}
