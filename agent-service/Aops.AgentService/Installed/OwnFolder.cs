using System.Text.RegularExpressions;

namespace Aops.AgentService.Installed;

/// <summary>A folder that the suite may share with other users.</summary>
/// <param name="Path">The folder; may be a link or a mount.</param>
/// <param name="Files">Names of our files in it, including the variants created beside them.</param>
/// <param name="Folders">Names of our folders in it.</param>
internal sealed partial record OwnFolder(string Path, IReadOnlyList<string> Files, IReadOnlyList<string> Folders)
{
    /// <summary>Whether all entries are ours, by any name.</summary>
    internal bool IsWhollyOurs { get; init; }

    /// <summary>
    /// Whether variants such as <c>NAME.old</c> are ours too; in the folder of the settings they belong to
    /// the operator.
    /// </summary>
    internal bool HasVariants { get; init; }

    /// <summary>Whether an entry of this name is ours.</summary>
    internal bool IsOurs(string name) =>
        IsWhollyOurs || Folders.Contains(name) || Removed().IsMatch(name)
        || Files.Any(own => name == own
            || (name.StartsWith(own, StringComparison.Ordinal) && IsBeside(name[own.Length..])));

    /// <summary>Our entries, in the order of <see cref="Files"/> and <see cref="Folders"/>.</summary>
    internal IReadOnlyList<string> Ours() => [.. Names().Where(IsOurs).OrderBy(Order)];

    /// <summary>Entries that are not ours.</summary>
    internal IReadOnlyList<string> Foreign() =>
        [.. Names().Where(name => !IsOurs(name)).Order(StringComparer.Ordinal)
            .Select(name => System.IO.Path.Combine(Path, name))];

    /// <summary>The path of the folder with all links resolved.</summary>
    internal string RealPath => Native.Files.RealPath.Of(Path);

    private bool IsBeside(string rest) => Unfinished().IsMatch(rest) || (HasVariants && Variant().IsMatch(rest));

    private int Order(string name) => Folders.ToList().IndexOf(name);

    private IEnumerable<string> Names() =>
        Directory.Exists(Path)
            ? Directory.EnumerateFileSystemEntries(Path).Select(entry => System.IO.Path.GetFileName(entry))
            : [];

    // Left by interrupted writes (PendingFile, AtomicFile).
    [GeneratedRegex(@"^\.\d+(-\d+)?\.tmp$", RegexOptions.CultureInvariant)]
    private static partial Regex Unfinished();

    // Left by log rotation, and by the stores with their copies and locks.
    [GeneratedRegex(@"^\.(\d{1,3}|new|old|bak|bad|lock|damaged-\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Variant();

    // Left by interrupted removals.
    [GeneratedRegex(@"^\.removed-\d+-\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex Removed();
}
