using Aops.Query.Parsing;

namespace Aops.Query.Tests;

/// <summary>Labels that a test names.</summary>
public sealed class ListedLabels(params IReadOnlyCollection<string> names) : KnownLabels
{
    public static KnownLabels None { get; } = new ListedLabels();

    public override bool Has(string name) => names.Contains(name);

    public override IReadOnlyCollection<string> List() => names;
}
