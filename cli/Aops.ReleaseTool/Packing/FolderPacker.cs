using System.Security.Cryptography;
using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Native.Files;
using Aops.Releases.Packages;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Output;

namespace Aops.ReleaseTool.Packing;

/// <summary>Turns a folder into a package file, or reports all faults at once.</summary>
internal static class FolderPacker
{
    /// <summary>Looks at a folder, and completes the options by what its specification or its programs say.</summary>
    /// <param name="notes">Receives what cannot be known on this machine, a sentence each.</param>
    /// <exception cref="ToolException">No host would run it; the message lists every fault.</exception>
    public static PackageManifest Check(string folder, PackageOptions options, ICollection<string> notes)
    {
        var files = FolderScanner.Scan(folder);
        if (files.Count == 0) throw new ToolException(ExitCodes.BadData, $"{folder} holds no file; nothing was packed");
        var faults = new List<string>();
        var kind = options.Kind ?? KindOf(folder, files);
        var manifest = kind == PackageKind.SubAgent
            ? OfSubAgent(folder, files, options, faults, notes)
            : OfAgent(folder, files, options, faults);
        faults.AddRange(ProgramProcessor.FaultsOf(folder, files, options.Architecture));
        faults.AddRange(ManifestRules.Validate(manifest));
        if (faults.Count > 0)
        {
            throw new ToolException(ExitCodes.BadData,
                $"{folder} cannot be packed:\n  {string.Join("\n  ", faults.Distinct())}");
        }
        return manifest;
    }

    /// <summary>Packs a folder that was checked.</summary>
    /// <param name="replaces">Whether a file that is there may get other bytes.</param>
    /// <returns>Whether the file is another one than before.</returns>
    /// <exception cref="ToolException">The file is there with other bytes, and stays as it is.</exception>
    public static bool Write(
        string folder, PackageManifest manifest, int level, string outputFile, bool replaces, WorkProgress progress)
    {
        AtomicFile.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(outputFile))!);
        var before = File.Exists(outputFile) ? Hash(outputFile) : null;
        var isSame = false;
        using (progress.Begin($"packing {manifest.Name} {manifest.Version}"))
        {
            AtomicFile.Write(outputFile, output =>
            {
                using var sha256 = SHA256.Create();
                using (var hashed = new CryptoStream(output, sha256, CryptoStreamMode.Write, leaveOpen: true))
                    PackageWriter.Write(folder, manifest, level, hashed, progress);
                isSame = before is not null && sha256.Hash.AsSpan().SequenceEqual(before);
                if (before is not null && !isSame && !replaces) throw IsThere(outputFile);
            }, AtomicFile.Public);
        }
        return !isSame;
    }

    private static byte[] Hash(string file)
    {
        using var content = File.OpenRead(file);
        return SHA256.HashData(content);
    }

    private static ToolException IsThere(string file) => new(ExitCodes.CannotWrite,
        $"{file} is there, with other content than what would be packed; --output names another, --force replaces it; nothing was packed");

    private static PackageKind KindOf(string folder, IReadOnlyList<ManifestFile> files) =>
        files.Any(file => file.Path == SubAgentSpec.FileName) ? PackageKind.SubAgent
        : AgentContents.Resembles(files) ? PackageKind.Agent
        : throw new ToolException(ExitCodes.BadData,
            $"{folder} holds neither {SubAgentSpec.FileName} (a sub-agent) nor {AgentContents.Programs[0]} (the suite); "
            + "say which it is by --kind; nothing was packed");

    private static PackageManifest OfSubAgent(
        string folder, IReadOnlyList<ManifestFile> files, PackageOptions options, List<string> faults,
        ICollection<string> notes)
    {
        var spec = SubAgentContents.Read(folder, faults);
        var manifest = new PackageManifest
        {
            Kind = PackageKind.SubAgent,
            Name = options.Name ?? spec?.Name ?? "unknown",
            Version = options.Version ?? spec?.Version ?? "0",
            Architecture = options.Architecture,
            Files = files,
        };
        if (spec is null) return manifest;
        faults.AddRange(SubAgentContents.FaultsOf(spec, manifest));
        foreach (var note in SubAgentContents.NotesOf(spec)) notes.Add(note);
        return manifest with { BuildId = StampedPrograms.FindBuild(folder, files, manifest.Version, faults) };
    }

    private static PackageManifest OfAgent(
        string folder, IReadOnlyList<ManifestFile> files, PackageOptions options, List<string> faults)
    {
        var version = options.Version ?? StampedPrograms.FindVersion(folder, files) ?? throw new ToolException(
            ExitCodes.Usage, $"--version is missing, and no program in {folder} says its own; nothing was packed");
        var manifest = new PackageManifest
        {
            Kind = PackageKind.Agent,
            Name = options.Name ?? PackageKinds.AgentName,
            Version = version,
            Architecture = options.Architecture,
            BuildId = StampedPrograms.FindBuild(folder, files, version, faults),
            Files = files,
        };
        faults.AddRange(AgentContents.FaultsOf(manifest));
        return manifest;
    }
}
