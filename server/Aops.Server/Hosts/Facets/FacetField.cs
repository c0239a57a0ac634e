using Aops.Contracts;
using Aops.Query;
using Aops.Query.Fields;
using Aops.Server.Problems;

namespace Aops.Server.Hosts.Facets;

/// <summary>A field that hosts are counted by.</summary>
/// <param name="Label">The name of the label; null for another field.</param>
internal sealed record FacetField(QueryField Field, string? Label)
{
    private static readonly string[] Known =
        [.. HostFields.All.Where(field => field.IsCountable).Select(field => field.Name)];

    /// <summary>Its name in the query language.</summary>
    public string Name => Label is null ? Field.Name : HostFields.LabelPrefix + Label;

    /// <summary>The query for the hosts with a value.</summary>
    public string Find(string value) => Field.Kind == FieldKind.Names
        ? QueryText.Has(Name, value)
        : QueryText.Equal(Name, value);

    /// <summary>Reads <c>?by=</c>.</summary>
    /// <exception cref="RequestFault">It names what is no field, or too many.</exception>
    public static IReadOnlyList<FacetField> ParseList(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            throw new RequestFault(ProblemKinds.BadQuery(
                $"?by= takes the fields to count by, with commas between them: {string.Join(", ", Known)}."));
        }
        var names = text.Split(',', StringSplitOptions.TrimEntries).Distinct().ToList();
        return names.Count <= ServerLimits.FacetsMax
            ? [.. names.Select(Parse)]
            : throw new RequestFault(ProblemKinds.BadQuery($"?by= takes at most {ServerLimits.FacetsMax} fields."));
    }

    private static FacetField Parse(string name)
    {
        if (HostFields.Find(name) is { IsCountable: true } field) return new FacetField(field, null);
        if (name.StartsWith(HostFields.LabelPrefix, StringComparison.Ordinal)
            && LabelSyntax.IsName(name[HostFields.LabelPrefix.Length..]))
        {
            return new FacetField(HostFields.Label, name[HostFields.LabelPrefix.Length..]);
        }
        throw new RequestFault(ProblemKinds.UnknownWord("by", name, Known, Suggestions.Closest(name, Known)));
    }
}
