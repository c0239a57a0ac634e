using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Native.Files;
using Aops.Releases.Packages;
using Aops.ReleaseTool.Faults;
using Aops.Specification;

namespace Aops.ReleaseTool.Repository;

/// <summary>
/// Refuses sub-agents that would close a dependency cycle with the newest releases of those that they depend on: no
/// host would start any of them. A dependency that the repository does not have ends the search.
/// </summary>
/// <param name="targets">The metadata that is being changed; its releases count as the newest.</param>
internal sealed class DependencyCheck(ReleaseRepository repository, JsonObject targets)
{
    private readonly DependencyGraph _graph = new();
    private readonly HashSet<string> _read = [];

    /// <summary>Checks what is about to be signed, all of it together.</summary>
    /// <param name="added">The specifications of the sub-agents that were added.</param>
    /// <exception cref="ToolException">There is a cycle; the message names it.</exception>
    public async Task RequireNoneAsync(IReadOnlyList<SubAgentSpec> added, CancellationToken cancellationToken)
    {
        foreach (var spec in added) Take(spec);
        foreach (var spec in added) await ReadFromAsync(spec.Name, cancellationToken);
        foreach (var spec in added)
        {
            if (_graph.CycleThrough(spec.Name) is not { Count: > 0 } cycle) continue;
            throw new ToolException(ExitCodes.BadData,
                $"{spec.Name} {spec.Version} depends on itself: {DependencyGraph.Describe(cycle)}; no host would start " +
                "any of these, so nothing was signed. Take one dependency away, in this package or in a newer release " +
                "of another that is signed by the same command or before");
        }
    }

    private void Take(SubAgentSpec spec)
    {
        _read.Add(spec.Name);
        _graph.Set(spec.Name, spec.DependsOn);
    }

    private async Task ReadFromAsync(string name, CancellationToken cancellationToken)
    {
        var next = new Queue<string>(_graph.DependenciesOf(name));
        while (next.TryDequeue(out var dependency))
        {
            if (!_read.Add(dependency)) continue;
            if (FindNewest(dependency) is not { } package) continue;
            if (await ReadSpecAsync(package, cancellationToken) is { } spec) Take(spec);
            foreach (var further in _graph.DependenciesOf(dependency)) next.Enqueue(further);
        }
    }

    private string? FindNewest(string name)
    {
        var listed = SignedTarget.ReadAll(targets).Concat(SignedTarget.ReadAll(repository));
        var newest = listed.Where(target => target.Kind == PackageKind.SubAgent.Text() && target.Name == name)
            .OrderByDescending(target => target.ReleaseNumber ?? 0).FirstOrDefault();
        if (newest is null) return null;
        var file = repository.TargetFile(newest.TargetName, newest.Sha256);
        return File.Exists(file) ? file : null;
    }

    private static async Task<SubAgentSpec?> ReadSpecAsync(string package, CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateTempSubdirectory("aops-depends-");
        try
        {
            await PackageInspector.UnpackAsync(package, scratch.FullName, cancellationToken);
            return ReadSpec(scratch.FullName, [], []);
        }
        finally
        {
            FileTree.Delete(scratch.FullName);
        }
    }

    /// <summary>Reads the specification of an unpacked package; null if it has none that can be read.</summary>
    /// <param name="faults">Receives what no host reads or runs.</param>
    /// <param name="ignored">Receives the members that hosts ignore.</param>
    public static SubAgentSpec? ReadSpec(string directory, ICollection<string> faults, ICollection<string> ignored)
    {
        var file = Path.Combine(directory, SubAgentSpec.FileName);
        if (!File.Exists(file))
        {
            faults.Add($"{SubAgentSpec.FileName} is not there");
            return null;
        }
        if (SubAgentSpecReader.Read(File.ReadAllBytes(file), faults, ignored) is not { } spec) return null;
        foreach (var fault in SubAgentSpecValidator.Validate(spec)) faults.Add($"{SubAgentSpec.FileName}: {fault}");
        return spec;
    }
}
