namespace Aops.Cli.Commands.Manifests;

/// <summary>What a document of a file may be: a record of the server that is known by its name.</summary>
/// <param name="Word">The word of its member <c>kind</c>.</param>
/// <param name="Route">Its route below <c>/api/v1</c>.</param>
/// <param name="List">The member of a list's answer that has the records.</param>
/// <param name="Reply">The member of a write's answer that has the record; null where the answer is the record.</param>
/// <param name="Members">What it is written by; the other members are told of it.</param>
internal sealed record ManifestKind(string Word, string Route, string List, string? Reply, params string[] Members)
{
    public static ManifestKind Group { get; } = new("group", "groups", "groups", "group", "q", "rank", "note");

    /// <summary>What a layer says; its name is the layer.</summary>
    public static ManifestKind Desired { get; } = new("desired", "layers", "", null, "document");

    /// <summary>All kinds, in the order in which they are written: one may name those before it.</summary>
    public static IReadOnlyList<ManifestKind> All { get; } =
    [
        Group,
        Desired,
        new("deployment", "deployments", "deployments", "deployment", "runbook", "q", "parameters", "pace", "note"),
        new("schedule", "schedules", "schedules", "schedule", "cron", "zone", "overlap", "isPaused", "run", "note"),
        new("alert-rule", "alert-rules", "rules", "rule",
            "condition", "q", "of", "threshold", "share", "riseSeconds", "forSeconds", "severity", "enabled", "routes",
            "note"),
        new("approval-rule", "approval-rules", "rules", null, "scope", "hostsMin") { HasRevision = false },
    ];

    /// <summary>The kinds whose records may be removed because no file has them.</summary>
    public static IReadOnlyList<ManifestKind> Prunable { get; } = [.. All.Where(kind => kind != Desired)];

    /// <summary>Whether a write names the revision that it changes; what has none is made by a PUT.</summary>
    public bool HasRevision { get; private init; } = true;

    /// <summary>The member that names it.</summary>
    public string NameMember => this == Desired ? "layer" : "name";

    /// <summary>The kind of a word; null for none.</summary>
    public static ManifestKind? Find(string? word) => All.FirstOrDefault(kind => kind.Word == word);
}
