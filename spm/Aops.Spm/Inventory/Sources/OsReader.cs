using Aops.Contracts.Wire.Inventory;

namespace Aops.Spm.Inventory.Sources;

/// <summary>Reads os-release(5) and the kernel's release.</summary>
internal static class OsReader
{
    private const string Database = "zoneinfo/";

    private static readonly string[] Paths = ["etc/os-release", "usr/lib/os-release"];

    /// <summary>The distribution; null if no file tells of it.</summary>
    public static OsInventory? Read(HostTree tree)
    {
        if (Paths.FirstOrDefault(tree.Has) is not { } path) return null;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in tree.ReadLines(path))
        {
            var end = line.IndexOf('=', StringComparison.Ordinal);
            if (end > 0 && !line.StartsWith('#')) values[line[..end].Trim()] = Unquote(line[(end + 1)..].Trim());
        }
        return new OsInventory
        {
            Id = HostTree.Fit(values.GetValueOrDefault("ID")),
            Version = HostTree.Fit(values.GetValueOrDefault("VERSION_ID")),
            Name = HostTree.Fit(values.GetValueOrDefault("PRETTY_NAME")),
            Like =
            [
                .. HostTree.Fit(values.GetValueOrDefault("ID_LIKE")).Split(' ', StringSplitOptions.RemoveEmptyEntries),
            ],
            Codename = values.TryGetValue("VERSION_CODENAME", out var name) ? HostTree.Fit(name) : null,
            Zone = ReadZone(tree),
        };
    }

    // As localtime(5) has it: a link into the tz database. Older systems copy the file, and name the zone beside it.
    private static string? ReadZone(HostTree tree)
    {
        var link = tree.TryReadLink("etc/localtime") ?? "";
        var at = link.LastIndexOf(Database, StringComparison.Ordinal);
        var named = at >= 0 ? link[(at + Database.Length)..] : tree.TryReadText("etc/timezone");
        return named is { Length: > 0 } && !named.Contains('\n', StringComparison.Ordinal) ? HostTree.Fit(named) : null;
    }

    /// <summary>The kernel; null if /proc does not tell.</summary>
    public static KernelInventory? ReadKernel(HostTree tree) =>
        tree.TryReadText("proc/sys/kernel/osrelease") is { } release
            ? new KernelInventory
            {
                Release = HostTree.Fit(release), Build = HostTree.Fit(tree.TryReadText("proc/sys/kernel/version")),
            }
            : null;

    // The escapes of a shell's double quotes; os-release(5) allows no others.
    private static string Unquote(string value)
    {
        if (value.Length < 2 || value[0] is not ('"' or '\'') || value[^1] != value[0]) return value;
        var inner = value[1..^1];
        return value[0] == '\'' ? inner
            : inner.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\$", "$", StringComparison.Ordinal)
                .Replace("\\`", "`", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
    }
}
