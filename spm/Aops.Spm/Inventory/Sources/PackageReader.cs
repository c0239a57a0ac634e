using Aops.Contracts.Wire.Inventory;

namespace Aops.Spm.Inventory.Sources;

/// <summary>
/// Lists the packages of the distribution. The databases of dpkg and apk are text and are read; that of rpm has three formats, so
/// rpm itself is asked.
/// </summary>
internal static class PackageReader
{
    private const string DpkgStatus = "var/lib/dpkg/status";
    private const string ApkInstalled = "lib/apk/db/installed";

    // Berkeley DB, NDB and SQLite; the newer home is a link on some distributions.
    private static readonly string[] RpmDatabases =
    [
        "var/lib/rpm/rpmdb.sqlite", "usr/lib/sysimage/rpm/rpmdb.sqlite", "var/lib/rpm/Packages.db",
        "usr/lib/sysimage/rpm/Packages.db", "var/lib/rpm/Packages",
    ];

    /// <summary>The packages; null if no package manager is known here.</summary>
    /// <param name="tree">The host.</param>
    /// <param name="listRpm">Lines of <see cref="RpmQuery"/>; null if rpm did not answer.</param>
    public static PackageInventory? Read(HostTree tree, Func<IEnumerable<string>?> listRpm)
    {
        // dpkg first: Debian has an rpm package, too, with a database that is empty.
        if (tree.Has(DpkgStatus)) return Fit("dpkg", ReadDpkg(tree));
        if (tree.Has(ApkInstalled)) return Fit("apk", ReadApk(tree));
        return RpmDatabases.Any(tree.Has) && listRpm() is { } lines ? Fit("rpm", RpmQuery.Parse(lines)) : null;
    }

    /// <summary>When the database of packages changed last; null if none is known here.</summary>
    public static DateTime? ChangedAt(HostTree tree) =>
        new[] { DpkgStatus, ApkInstalled }.Concat(RpmDatabases).Select(tree.ChangedAt).Max();

    /// <summary>Packages in the database of apk.</summary>
    public static IEnumerable<InstalledPackage> ReadApk(HostTree tree) =>
        Read(tree.ReadLines(ApkInstalled), ["P:", "V:", "A:"], fields => Make(fields, "P:", "V:", "A:"));

    private static IEnumerable<InstalledPackage> ReadDpkg(HostTree tree) =>
        Read(tree.ReadLines(DpkgStatus), ["Package:", "Version:", "Architecture:", "Status:"], fields =>
            fields.GetValueOrDefault("Status:", "").EndsWith(" installed", StringComparison.Ordinal)
                ? Make(fields, "Package:", "Version:", "Architecture:")
                : null);

    // Paragraphs of lines that begin with a key; an empty line ends each.
    private static IEnumerable<InstalledPackage> Read(
        IEnumerable<string> lines, IReadOnlyList<string> keys, Func<Dictionary<string, string>, InstalledPackage?> make)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (line.Length == 0)
            {
                if (make(fields) is { } package) yield return package;
                fields.Clear();
                continue;
            }
            // Continued lines, descriptions and dependencies are most of the file.
            if (keys.FirstOrDefault(key => line.StartsWith(key, StringComparison.Ordinal)) is { } found)
                fields.TryAdd(found, line[found.Length..].Trim());
        }
        if (make(fields) is { } last) yield return last;
    }

    private static InstalledPackage? Make(
        Dictionary<string, string> fields, string name, string version, string architecture) =>
        fields.TryGetValue(name, out var named) && fields.TryGetValue(version, out var versioned)
            ? new InstalledPackage
            {
                Name = HostTree.Fit(named), Version = HostTree.Fit(versioned),
                Architecture = fields.TryGetValue(architecture, out var built) ? HostTree.Fit(built) : null,
            }
            : null;

    private static PackageInventory Fit(string manager, IEnumerable<InstalledPackage> packages)
    {
        var all = packages.OrderBy(package => package.Name, StringComparer.Ordinal)
            .ThenBy(package => package.Version, StringComparer.Ordinal)
            .ThenBy(package => package.Architecture, StringComparer.Ordinal).ToList();
        return new PackageInventory
        {
            Manager = manager,
            Packages = [.. all.Take(InventoryLimits.PackagesMax)],
            LeftOut = Math.Max(0, all.Count - InventoryLimits.PackagesMax),
        };
    }
}
