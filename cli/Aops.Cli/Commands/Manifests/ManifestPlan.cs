using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Desired;
using Aops.Cli.Faults;
using Aops.Cli.Terminals;

namespace Aops.Cli.Commands.Manifests;

/// <summary>What documents would change at a server, in the order in which it is done.</summary>
internal sealed class ManifestPlan
{
    private ManifestPlan(IReadOnlyList<PlannedChange> all) => All = all;

    /// <summary>All documents, and the records that are to be removed.</summary>
    public IReadOnlyList<PlannedChange> All { get; }

    public IEnumerable<PlannedChange> Changing => All.Where(change => change.Deed != ManifestDeed.None);

    public long Hosts => All.Sum(change => change.Deed == ManifestDeed.None ? 0 : change.Hosts);

    /// <summary>Asks the server what each document would change.</summary>
    /// <param name="prune">The kinds whose records go where no document has them.</param>
    /// <exception cref="CliException">The server refuses a document; all that it refuses were told.</exception>
    public static async Task<ManifestPlan> MakeAsync(
        CliTerminal terminal, OperatorApi api, IReadOnlyList<Manifest> manifests, LayerPlanner layers,
        IReadOnlyCollection<ManifestKind> prune, CancellationToken cancellationToken)
    {
        var planners = ManifestKind.All.ToDictionary(kind => kind, kind => new RecordPlanner(api, kind));
        var (changes, created, faults) = (new List<PlannedChange>(), new HashSet<string>(), new List<CliException>());
        foreach (var manifest in ManifestKind.All.SelectMany(kind => manifests.Where(one => one.Kind == kind)))
        {
            try
            {
                var change = manifest.Kind == ManifestKind.Desired
                    ? await layers.PlanAsync(manifest, created, cancellationToken)
                    : await planners[manifest.Kind].PlanAsync(manifest, cancellationToken);
                changes.Add(change);
                if (change.Deed == ManifestDeed.Create && manifest.Kind == ManifestKind.Group)
                    created.Add(manifest.Name);
            }
            // What the next document would be refused for as well is told once.
            catch (CliException e) when (e.ExitCode != CliExitCodes.Authentication && !e.MayPass)
            {
                faults.Add(new CliException(e.ExitCode, $"{manifest.Place}: {manifest.Title}: {e.Message}", e.Fix, e));
            }
        }
        if (faults.Count > 0) throw Refused(terminal, faults, manifests.Count);
        foreach (var kind in ManifestKind.All.Reverse().Where(prune.Contains))
            changes.AddRange(await planners[kind].PlanPruneAsync(manifests, cancellationToken));
        return new ManifestPlan(changes);
    }

    /// <summary>What differs, in lines for people; documents that say what is there already are counted alone.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var change in Changing)
        {
            var note = change.Deed == ManifestDeed.Remove && change.Hosts > 0 ? $"it has {Plural.Hosts(change.Hosts)}" : change.Note;
            yield return $"{Sign(change.Deed)} {change.Title}{(note is null ? "" : $" ({note})")}";
            foreach (var line in LayerView.Changes(change.Changes, "    ")) yield return line;
        }
    }

    /// <summary>One line on all.</summary>
    public string Summary()
    {
        var (differing, removed) = (Changing.Count(), All.Count(change => change.Deed == ManifestDeed.Remove));
        var documents = All.Count - removed;
        var changed = differing - removed;
        var said = $"{changed} of {Plural.Of(documents, "document")} {(changed == 1 ? "differs" : "differ")}";
        if (removed > 0) said += $", {Plural.Of(removed, "record")} {(removed == 1 ? "goes" : "go")}";
        return $"{said}; {Plural.Hosts(Hosts)} would change";
    }

    /// <summary>It as a document for programs.</summary>
    public JsonObject Describe() => new()
    {
        ["documents"] = new JsonArray([.. All.Select(change => (JsonNode)change.Describe())]),
        ["hosts"] = Hosts,
    };

    private static char Sign(ManifestDeed deed) => deed switch
    {
        ManifestDeed.Create => '+',
        ManifestDeed.Remove => '-',
        _ => '~',
    };

    private static CliException Refused(CliTerminal terminal, List<CliException> faults, int count)
    {
        foreach (var fault in faults)
        {
            terminal.Say(fault.Message);
            if (fault.Fix is { } fix) terminal.Say($"  fix: {fix}");
        }
        var verb = faults.Count == 1 ? "is" : "are";
        return new CliException(
            faults[0].ExitCode, $"{faults.Count} of {Plural.Of(count, "document")} {verb} refused; nothing was changed");
    }
}
