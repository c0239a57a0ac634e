using System.Text.RegularExpressions;
using Aops.Contracts;

namespace Aops.Releases.Packages;

/// <summary>Checks a manifest as a whole: after it, unpacking is only a matter of comparing.</summary>
public static partial class ManifestRules
{
    private const int SchemaKnown = 1;
    private const UnixFileMode Special = UnixFileMode.SetUser | UnixFileMode.SetGroup | UnixFileMode.StickyBit;

    /// <summary>Lists the faults of a manifest; empty if it can be used.</summary>
    /// <returns>One sentence a fault.</returns>
    public static IReadOnlyList<string> Validate(PackageManifest manifest)
    {
        // A reader of JSON puts null where any member may be.
        if (manifest.Files is null || manifest.Files.Any(file => file?.Path is null))
            return ["its list of files holds null"];
        var faults = new List<string>();
        if (manifest.Schema != SchemaKnown)
            faults.Add($"schema {manifest.Schema} is not known to this version ({SchemaKnown} is)");
        if (!Enum.IsDefined(manifest.Kind)) faults.Add($"kind {(int)manifest.Kind} is not known to this version");
        if (!Names.IsValid(manifest.Name)) faults.Add($"'{manifest.Name}' is not a name ({Names.Rule})");
        if (!Names.IsValid(manifest.Version)) faults.Add($"'{manifest.Version}' is not a version ({Names.Rule})");
        if (manifest.BuildId is { } build && !BuildIdPattern().IsMatch(build))
            faults.Add($"'{PackagePath.Shown(build)}' is not a build id");
        if (manifest.Files.Count >= Limits.PackageEntriesMax)
        {
            faults.Add($"{manifest.Files.Count} files are more than {Limits.PackageEntriesMax}");
            return faults;
        }
        var tree = new ManifestTree(manifest);
        foreach (var file in manifest.Files)
        {
            if (FaultOf(file, tree) is { } fault)
                faults.Add($"'{PackagePath.Shown(file.Path)}' {fault}");
        }
        CheckTotal(manifest, faults);
        return faults;
    }

    private static void CheckTotal(PackageManifest manifest, List<string> faults)
    {
        var left = Limits.PackageUnpackedBytesMax;
        foreach (var file in manifest.Files)
        {
            if (file.SizeBytes > left)
            {
                faults.Add($"the files are more than {Limits.PackageUnpackedBytesMax} bytes together");
                return;
            }
            left -= Math.Max(0, file.SizeBytes);
        }
    }

    private static string? FaultOf(ManifestFile file, ManifestTree tree)
    {
        if (PackagePath.Fault(file.Path) is { } fault) return fault;
        if (file.Path == PackageManifest.FileName) return "names itself";
        if (tree.IsRepeated(file.Path)) return "is there twice";
        if (tree.IsBelowNoDirectory(file.Path)) return "lies below something that is no directory";
        return file.Link is { } link ? LinkFault(file, link, tree) : ContentFault(file);
    }

    private static string? ContentFault(ManifestFile file)
    {
        if (file.SizeBytes < 0) return "has a negative size";
        if (file.Sha256 is null || !Sha256Pattern().IsMatch(file.Sha256)) return "has no SHA-256";
        if (file.Mode is null || !ModePattern().IsMatch(file.Mode)) return "has no mode such as 0644";
        if ((file.FileMode & Special) != 0) return $"has mode {file.Mode}: set-uid, set-gid or sticky";
        return (file.FileMode & UnixFileMode.UserRead) == 0 ? $"has mode {file.Mode}: its owner cannot read it" : null;
    }

    // ".." may only lead, where it climbs real directories: after another part it could follow a link out.
    private static string? LinkFault(ManifestFile file, string link, ManifestTree tree)
    {
        if (file.Sha256 is not null || file.SizeBytes != 0) return "is a link with content";
        if (link.Length == 0 || link[0] == '/') return "is a link that is not relative";
        var parts = link.Split('/');
        var climbs = parts.TakeWhile(part => part == "..").Count();
        var directories = file.Path.Split('/')[..^1];
        if (climbs > directories.Length) return "is a link that leaves the package";
        var target = ManifestTree.TargetOf(file.Path, link);
        if (PackagePath.Fault(target) is { } fault) return $"is a link whose target {fault}";
        if (!tree.Leads(target)) return "is a link to nothing in the package";
        return tree.EndsSomewhere(file.Path) ? null : "is a link to itself, or through too many others";
    }

    [GeneratedRegex(@"\A[0-9a-f]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Sha256Pattern();

    [GeneratedRegex(@"\A[0-9a-f]{32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex BuildIdPattern();

    [GeneratedRegex(@"\A[0-7]{3,4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ModePattern();
}
