using Aops.Native.Files;

namespace Aops.Releases.Packages;

/// <summary>
/// Puts back missing and damaged files of a slot from a freshly unpacked copy. Each comes by one rename over the bad
/// one, so programs that run from the slot go on.
/// </summary>
internal static class SlotHealer
{
    public static async Task<IReadOnlyList<string>> HealAsync(
        StageOutcome.Staged copy, string slotDirectory, CancellationToken cancellationToken)
    {
        var healed = new List<string>();
        AtomicFile.CreateDirectory(slotDirectory);
        foreach (var file in copy.Manifest.Files)
        {
            if (await SlotVerifier.FaultOfAsync(slotDirectory, file, cancellationToken) is null) continue;
            Replace(copy.Directory, slotDirectory, file.Path);
            healed.Add(file.Path);
        }
        const string manifest = PackageManifest.FileName;
        var present = Path.Combine(slotDirectory, manifest);
        if (!File.Exists(present) || !HasSameContent(Path.Combine(copy.Directory, manifest), present))
        {
            Replace(copy.Directory, slotDirectory, manifest);
            healed.Add(manifest);
        }
        return healed;
    }

    private static bool HasSameContent(string a, string b) =>
        File.ReadAllBytes(a).AsSpan().SequenceEqual(File.ReadAllBytes(b));

    private static void Replace(string copy, string slot, string file)
    {
        var path = Path.Combine(slot, file);
        AtomicFile.CreateDirectory(Path.GetDirectoryName(path)!);
        // rename(2) replaces files and links, but no directory.
        if (Directory.Exists(path) && new FileInfo(path).LinkTarget is null)
            FileTree.Delete(path);
        AtomicFile.Rename(Path.Combine(copy, file), path);
    }
}
