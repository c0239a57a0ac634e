using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Aops.Native.Files;
using Aops.Releases.Deltas;
using Aops.Releases.Packages;
using Aops.ReleaseTool.Deltas;
using Aops.ReleaseTool.Output;

namespace Aops.ReleaseTool.Repository;

/// <summary>
/// Creates deltas to a package that is being signed, from the last signed releases of the same name, and
/// lists them in its <c>custom</c>. A delta that saves less than a quarter is discarded.
/// </summary>
/// <param name="progress">Shows how far a delta is.</param>
internal sealed class DeltaSigning(
    ReleaseRepository repository, JsonObject targets, int releasesMax, WorkProgress progress)
{
    /// <summary>Adds the deltas from the last releases.</summary>
    /// <param name="package">The package file.</param>
    /// <param name="custom">The target that is signed.</param>
    /// <param name="cancellationToken">Ends it; unreferenced delta files may be left.</param>
    /// <returns>A line for each delta.</returns>
    public async Task<IReadOnlyList<string>> AddAsync(
        string package, TargetCustom custom, CancellationToken cancellationToken)
    {
        var listed = targets["targets"]!.AsObject();
        var earlier = listed.Where(target => target.Key != custom.TargetName && IsOfSameName(target.Value!, custom))
            .Reverse().Take(releasesMax).ToList();
        if (earlier.Count == 0 || DeltaMaker.TryOpen(package) is not { } maker) return [];
        var deltas = new JsonArray();
        var lines = new List<string>();
        foreach (var (name, target) in earlier)
        {
            var from = (string)target!["custom"]!["version"]!;
            var older = repository.TargetFile(name, (string)target["hashes"]!["sha256"]!);
            if (!File.Exists(older)) continue;
            using var piece = progress.Begin($"delta of {custom.Name} from {from} to {custom.Version}");
            var delta = await MakeAsync(maker, older, custom.TargetName, from, cancellationToken);
            var whole = new FileInfo(package).Length;
            lines.Add($"  delta from {from}: {delta.LengthBytes} bytes, {delta.LengthBytes * 100 / whole} % of the package");
            if (delta.LengthBytes <= whole / 4 * 3) deltas.Add((JsonNode)ToJson(delta));
            else File.Delete(repository.TargetFile(ReleaseDelta.NameOf(custom.TargetName, from), delta.Sha256));
        }
        if (deltas.Count == 0) return lines;
        var added = listed[custom.TargetName]!["custom"]!.AsObject();
        added[ReleaseDelta.ArchiveMember] = maker.ArchiveSha256;
        added[ReleaseDelta.Member] = deltas;
        return lines;
    }

    private async Task<ReleaseDelta> MakeAsync(
        DeltaMaker maker, string older, string targetName, string from, CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateTempSubdirectory("aops-delta-");
        try
        {
            var slot = Path.Combine(scratch.FullName, "slot");
            Directory.CreateDirectory(slot);
            await PackageInspector.UnpackAsync(older, slot, cancellationToken);
            var file = Path.Combine(scratch.FullName, "delta");
            using (var output = new FileStream(file, FileMode.CreateNew)) maker.Write(slot, output, progress);
            var delta = new ReleaseDelta(from, HashOf(Path.Combine(slot, PackageManifest.FileName)),
                new FileInfo(file).Length, HashOf(file));
            var stored = repository.TargetFile(ReleaseDelta.NameOf(targetName, from), delta.Sha256);
            AtomicFile.Copy(file, stored, AtomicFile.Public);
            return delta;
        }
        finally
        {
            FileTree.Delete(scratch.FullName);
        }
    }

    private static bool IsOfSameName(JsonNode target, TargetCustom custom) =>
        (string?)target["custom"]?["kind"] == custom.Kind.Text() && (string?)target["custom"]?["name"] == custom.Name
        && (string?)target["custom"]?["architecture"] == custom.Architecture;

    private static JsonObject ToJson(ReleaseDelta delta) => new()
    {
        ["from"] = delta.From,
        ["fromManifestSha256"] = delta.FromManifestSha256,
        ["length"] = delta.LengthBytes,
        ["sha256"] = delta.Sha256,
    };

    private static string HashOf(string file)
    {
        using var content = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }
}
