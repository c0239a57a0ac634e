using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Native.Files;
using Aops.Releases;
using Aops.Releases.Packages;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Output;
using Aops.ReleaseTool.Packing;

namespace Aops.ReleaseTool.Repository;

/// <summary>
/// Copies files into the repository and lists them in targets metadata. A package is first unpacked by all
/// rules of a host, so that nothing is signed that hosts would refuse.
/// </summary>
/// <param name="targets">The metadata.</param>
/// <param name="deltas">For how many earlier releases a delta is created.</param>
/// <param name="progress">Shows how far a delta is.</param>
/// <param name="givesWayBack">Whether hosts may go back from what is added to the version before it.</param>
/// <param name="names">Names that may be listed; null for all.</param>
/// <param name="rights">Rights that packages must comply with; null for any.</param>
internal sealed class TargetAdder(
    ReleaseRepository repository, JsonObject targets, int deltas, WorkProgress progress, bool givesWayBack,
    TufNameRule? names = null, PublisherRights? rights = null)
{
    /// <summary>A line for each delta that was created.</summary>
    public List<string> DeltaLines { get; } = [];

    /// <summary>A line for each version that hosts may now go back to.</summary>
    public List<string> WayBackLines { get; } = [];

    /// <summary>What was added, and what was listed already.</summary>
    public List<TargetCustom> Targets { get; } = [];

    /// <summary>What should be known of the packages, a sentence each.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The specifications of the sub-agents that were added.</summary>
    public List<SubAgentSpec> Added { get; } = [];

    /// <summary>Whether anything was added.</summary>
    public bool HasChanged { get; private set; }

    public async Task AddPackageAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file)) throw new ToolException(ExitCodes.NoInput, $"the package {file} is not there");
        if (new FileInfo(file).Length > Limits.PackageBytesMax)
            throw new ToolException(ExitCodes.BadData, $"{file} has more than {Limits.PackageBytesMax} bytes, which no host takes");
        var scratch = Directory.CreateTempSubdirectory("aops-sign-");
        try
        {
            var manifest = await PackageInspector.UnpackAsync(file, scratch.FullName, cancellationToken);
            var spec = CheckContent(file, scratch.FullName, manifest);
            RequireRights(spec);
            var custom = TargetCustom.OfPackage(manifest);
            Targets.Add(custom);
            if (Add(file, custom, mayReplace: false))
            {
                if (spec is not null) Added.Add(spec);
                if (givesWayBack && new WayBack(targets).Grant(custom) is { } before)
                    WayBackLines.Add($"hosts may go back from {custom.Name} {custom.Version} to {before}");
                DeltaLines.AddRange(await new DeltaSigning(repository, targets, deltas, progress)
                    .AddAsync(file, custom, cancellationToken));
            }
        }
        finally
        {
            FileTree.Delete(scratch.FullName);
        }
    }

    public void AddBootstrap(string file, string version, string architecture)
    {
        var custom = TargetCustom.OfBootstrap(version, architecture);
        Add(file, custom, mayReplace: true);
        Targets.Add(custom);
    }

    // A package need not come from this version's pack.
    private SubAgentSpec? CheckContent(string file, string directory, PackageManifest manifest)
    {
        List<string> faults = [], ignored = [];
        SubAgentSpec? spec = null;
        if (manifest.Kind == PackageKind.Agent) faults.AddRange(AgentContents.FaultsOf(manifest));
        else spec = DependencyCheck.ReadSpec(directory, faults, ignored);
        if (spec is not null) faults.AddRange(SubAgentContents.FaultsOf(spec, manifest));
        if (faults.Count > 0)
            throw new ToolException(ExitCodes.BadData, $"{file} is refused, nothing was signed:\n  {string.Join("\n  ", faults)}");
        Notes.AddRange(ignored.Select(member => $"{manifest.Name} {manifest.Version}: {member}; hosts ignore it"));
        return spec;
    }

    private void RequireRights(SubAgentSpec? spec)
    {
        if (spec is not null && rights?.FaultOf(spec) is { } fault)
            throw new ToolException(ExitCodes.NoPermission, $"{fault}; hosts would not install it");
    }

    private bool Add(string file, TargetCustom custom, bool mayReplace)
    {
        if (names is not null && !names.Allows(custom.TargetName))
        {
            throw new ToolException(ExitCodes.NoPermission,
                $"{custom.TargetName} is not among the names that the operator delegated; hosts would not look for it here");
        }
        if (WithdrawnTargets.Contains(targets, custom.TargetName)
            || WithdrawnTargets.Contains(repository.ReadSigned(TufRoles.Targets), custom.TargetName))
        {
            throw new ToolException(ExitCodes.CannotWrite,
                $"{custom.TargetName} was withdrawn; a release never changes: give it a new version");
        }
        var sha256 = HashOf(file);
        var listed = targets["targets"]!.AsObject();
        if (listed[custom.TargetName] is { } present)
        {
            if ((string?)present["hashes"]?["sha256"] == sha256
                && custom.ToJson().All(member => JsonNode.DeepEquals(member.Value, present["custom"]?[member.Key])))
            {
                return false;
            }
            if (!mayReplace)
            {
                throw new ToolException(ExitCodes.CannotWrite,
                    $"{custom.TargetName} is signed already with other content; a release never changes: give it a new version");
            }
        }
        var stored = repository.TargetFile(custom.TargetName, sha256);
        AtomicFile.CreateDirectory(Path.GetDirectoryName(stored)!);
        // A file with this name and other content was truncated by a power cut, or damaged: it is written
        // again.
        if (!File.Exists(stored) || HashOf(stored) != sha256) AtomicFile.Copy(file, stored, AtomicFile.Public);
        var json = custom.ToJson();
        if (custom.Kind is PackageKind.Agent or PackageKind.SubAgent)
            json[ReleaseTarget.ReleaseNumberMember] = new ReleaseNumbers(repository, targets).Give(custom);
        listed[custom.TargetName] = SignedTarget.ToJson(new FileInfo(file).Length, sha256, json);
        HasChanged = true;
        return true;
    }

    private static string HashOf(string file)
    {
        using var content = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }
}
