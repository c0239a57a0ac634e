using Aops.Contracts.SubAgents;
using Aops.Releases.Packages;
using Aops.Specification;

namespace Aops.ReleaseTool.Packing;

/// <summary>What a package of a sub-agent must hold: a specification that a host runs as it is meant, and the program.</summary>
internal static class SubAgentContents
{
    /// <summary>Reads the specification of a folder, for the packer.</summary>
    /// <param name="faults">Receives every fault, one sentence each, beginning with the name of the file.</param>
    /// <returns>The specification; null if it cannot be read.</returns>
    public static SubAgentSpec? Read(string folder, ICollection<string> faults)
    {
        var file = Path.Combine(folder, SubAgentSpec.FileName);
        if (!File.Exists(file))
        {
            faults.Add($"{SubAgentSpec.FileName} is not there");
            return null;
        }
        List<string> found = [], ignored = [];
        var spec = SubAgentSpecReader.Read(File.ReadAllBytes(file), found, ignored);
        // A host would run it without what a misspelled member says.
        found.AddRange(ignored);
        if (spec is not null)
        {
            found.AddRange(SubAgentSpecValidator.Validate(spec));
            found.AddRange(SubAgentReferences.FaultsOf(spec));
        }
        foreach (var fault in found.Distinct()) faults.Add($"{SubAgentSpec.FileName}: {fault}");
        return spec;
    }

    /// <summary>Lists what does not fit between a specification and the files beside it.</summary>
    public static IEnumerable<string> FaultsOf(SubAgentSpec spec, PackageManifest manifest)
    {
        const string file = SubAgentSpec.FileName;
        if (spec.Name != manifest.Name) yield return $"{file}: name is '{spec.Name}' and --name says '{manifest.Name}'";
        if (spec.Version != manifest.Version)
            yield return $"{file}: version is '{spec.Version}' and --version says '{manifest.Version}'";
        foreach (var (member, path) in Programs(spec))
        {
            var program = manifest.Files.FirstOrDefault(f => f.Path == path);
            if (program is null) yield return $"{file}: {member} '{path}' is not in the folder";
            else if (program is { IsLink: false, Mode: not "0755" }) yield return $"{file}: {member} '{path}' is not executable";
        }
    }

    /// <summary>What may be wrong on hosts, and cannot be known here.</summary>
    public static IEnumerable<string> NotesOf(SubAgentSpec spec)
    {
        if (spec.User is { } user && !LocalAccounts.HasUser(user))
            yield return $"user '{user}' is not on this machine; a host without it cannot start {spec.Name}";
        if (spec.Group is { } group && !LocalAccounts.HasGroup(group))
            yield return $"group '{group}' is not on this machine; a host without it cannot start {spec.Name}";
    }

    // A probe's command may also be a program of the host, or a variable.
    private static IEnumerable<(string Member, string Path)> Programs(SubAgentSpec spec)
    {
        yield return ("exec", spec.Exec);
        (string, ProbeSpec?)[] probes = [("readiness.command", spec.Readiness), ("liveness.command", spec.Liveness)];
        foreach (var (member, probe) in probes)
        {
            if (probe is { Kind: ProbeKind.Exec, Command: [var program, ..] } && !Path.IsPathRooted(program)
                && !program.Contains('$'))
            {
                yield return (member, program);
            }
        }
    }
}
