using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.SubAgents;
using Aops.Native.Files;
using Aops.Releases.Packages;
using Aops.ReleaseTool.Faults;
using Aops.Specification;

namespace Aops.ReleaseTool.Packing;

/// <summary>Turns a folder into a package file, or reports all faults at once.</summary>
internal static class FolderPacker
{
    public static PackageManifest Pack(string folder, PackageOptions options, string outputFile)
    {
        var faults = new List<string>();
        var files = FolderScanner.Scan(folder);
        var manifest = new PackageManifest
        {
            Kind = options.Kind,
            Name = options.Name,
            Version = options.Version,
            Architecture = options.Architecture,
            BuildId = StampedPrograms.FindBuild(folder, files, options.Version, faults),
            Files = files,
        };
        faults.AddRange(ProgramProcessor.FaultsOf(folder, files, options.Architecture));
        faults.AddRange(ManifestRules.Validate(manifest));
        if (options.Kind == PackageKind.SubAgent) faults.AddRange(SubAgentFaults(folder, manifest));
        if (faults.Count > 0)
        {
            throw new ToolException(ExitCodes.BadData,
                $"{folder} was not packed:\n  {string.Join("\n  ", faults)}");
        }
        AtomicFile.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(outputFile))!);
        AtomicFile.Write(
            outputFile, output => PackageWriter.Write(folder, manifest, options.Level, output), AtomicFile.Public);
        return manifest;
    }

    private static List<string> SubAgentFaults(string folder, PackageManifest manifest)
    {
        var file = Path.Combine(folder, SubAgentSpec.FileName);
        if (!File.Exists(file)) return [$"{SubAgentSpec.FileName} is not there"];
        SubAgentSpec spec;
        try
        {
            spec = JsonSerializer.Deserialize(File.ReadAllBytes(file), ContractsJson.Default.SubAgentSpec)!;
        }
        catch (JsonException e)
        {
            return [$"{SubAgentSpec.FileName}: {e.Message}"];
        }
        if (spec is null) return [$"{SubAgentSpec.FileName} is null"];
        var faults = SubAgentSpecValidator.Validate(spec).Concat(SubAgentReferences.FaultsOf(spec))
            .Select(fault => $"{SubAgentSpec.FileName}: {fault}").ToList();
        if (spec.Name != manifest.Name)
            faults.Add($"{SubAgentSpec.FileName}: name is '{spec.Name}' and --name says '{manifest.Name}'");
        if (spec.Version != manifest.Version)
            faults.Add($"{SubAgentSpec.FileName}: version is '{spec.Version}' and --version says '{manifest.Version}'");
        var program = manifest.Files.FirstOrDefault(f => f.Path == spec.Exec);
        if (program is null) faults.Add($"{SubAgentSpec.FileName}: exec '{spec.Exec}' is not in the folder");
        else if (program is { IsLink: false, Mode: not "0755" })
            faults.Add($"{SubAgentSpec.FileName}: exec '{spec.Exec}' is not executable");
        return faults;
    }
}
