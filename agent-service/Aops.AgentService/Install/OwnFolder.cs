using System.Text.RegularExpressions;

namespace Aops.AgentService.Install;

/// <summary>A folder that the suite shares with whoever else may use it.</summary>
/// <param name="Path">The folder; it may be a link, or a mount.</param>
/// <param name="Files">Names of our files in it; what is made beside them is ours too.</param>
/// <param name="Folders">Names of our folders in it.</param>
internal sealed partial record OwnFolder(string Path, IReadOnlyList<string> Files, IReadOnlyList<string> Folders)
{
    /// <summary>Whether everything in it is ours, by whatever name.</summary>
    internal bool IsWhollyOurs { get; init; }

    /// <summary>
    /// Whether <c>NAME.old</c> and the like beside a file are ours too; in the folder of the settings they are an operator's.
    /// </summary>
    internal bool HasVariants { get; init; }

    /// <summary>Whether a name in it is ours.</summary>
    internal bool IsOurs(string name) =>
        IsWhollyOurs || Folders.Contains(name) || Removed().IsMatch(name)
        || Files.Any(own => name == own
            || (name.StartsWith(own, StringComparison.Ordinal) && IsBeside(name[own.Length..])));

    /// <summary>Our entries in it, in the order of their names above.</summary>
    internal IReadOnlyList<string> Ours() => [.. Names().Where(IsOurs).OrderBy(Order)];

    /// <summary>What lies in it and is not ours.</summary>
    internal IReadOnlyList<string> Foreign() =>
        [.. Names().Where(name => !IsOurs(name)).Order(StringComparer.Ordinal)
            .Select(name => System.IO.Path.Combine(Path, name))];

    /// <summary>The folder without links on the way to it.</summary>
    internal string RealPath => Native.Files.RealPath.Of(Path);

    private bool IsBeside(string rest) => Unfinished().IsMatch(rest) || (HasVariants && Variant().IsMatch(rest));

    private int Order(string name) => Folders.ToList().IndexOf(name);

    private IEnumerable<string> Names() =>
        Directory.Exists(Path)
            ? Directory.EnumerateFileSystemEntries(Path).Select(entry => System.IO.Path.GetFileName(entry))
            : [];

    // A write that was cut off (PendingFile, Durable).
    [GeneratedRegex(@"^\.\d+(-\d+)?\.tmp$", RegexOptions.CultureInvariant)]
    private static partial Regex Unfinished();

    // Rotation, and the stores with their copies and locks.
    [GeneratedRegex(@"^\.(\d{1,3}|new|old|bak|bad|lock|damaged-\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Variant();

    // What a removal that was cut off has left.
    [GeneratedRegex(@"^\.removed-\d+-\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex Removed();
}
