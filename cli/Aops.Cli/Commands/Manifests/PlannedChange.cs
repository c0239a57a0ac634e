using System.Text.Json.Nodes;

namespace Aops.Cli.Commands.Manifests;

/// <summary>What is to be done for a document, or for a record that none has; previewed by a dry run.</summary>
/// <param name="Manifest">The document; of a removal one without content.</param>
/// <param name="Changes">What differs, field by field.</param>
internal sealed record PlannedChange(Manifest Manifest, ManifestDeed Deed, JsonArray Changes)
{
    /// <summary>Hosts that change by it, or join or leave a group.</summary>
    public long Hosts { get; init; }

    /// <summary>What else is to be told of it; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Does it, on the revision that was previewed.</summary>
    public Func<CancellationToken, Task<AppliedChange>> ApplyAsync { get; init; } =
        _ => Task.FromResult(AppliedChange.Nothing);

    public string Title => Manifest.Title;

    /// <summary>It as a document for programs.</summary>
    public JsonObject Describe() => new()
    {
        ["kind"] = Manifest.Kind.Word,
        ["name"] = Manifest.Name,
        ["deed"] = Deed.ToString().ToLowerInvariant(),
        ["hosts"] = Hosts,
        ["changes"] = Changes.DeepClone(),
    };
}

/// <summary>What becomes of a record.</summary>
internal enum ManifestDeed
{
    None,
    Create,
    Change,
    Remove,
}

/// <summary>What was done.</summary>
/// <param name="Sentence">What is told of it.</param>
/// <param name="Operation">What goes on with it; null for nothing.</param>
/// <param name="Rollout">The rollout that was started for it; null for none.</param>
internal sealed record AppliedChange(string Sentence, string? Operation = null, string? Rollout = null)
{
    public static AppliedChange Nothing { get; } = new("");
}
