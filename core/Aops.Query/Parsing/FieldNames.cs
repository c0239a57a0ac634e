using Aops.Contracts;
using Aops.Query.Fields;

namespace Aops.Query.Parsing;

/// <summary>Resolves the names in a query: a field, a word that stands alone, or a label.</summary>
internal sealed class FieldNames(KnownLabels labels)
{
    /// <summary>Resolves a name that is compared.</summary>
    public ValueReader Compared(QueryToken name)
    {
        if (HostFields.Find(name.Text) is { } field) return new ValueReader(field, null);
        if (PackageOf(name) is { } package) return new ValueReader(HostFields.Package, null, package);
        if (LabelOf(name) is { } label) return new ValueReader(HostFields.Label, label);
        if (FlagOf(name.Text) is { } flag)
        {
            throw new QueryException(name.Position,
                $"{name.Text} stands alone, as a short form of {flag.Name}={name.Text}");
        }
        throw Unknown(name);
    }

    /// <summary>Resolves a name without an operator.</summary>
    public QueryNode.Term Alone(QueryToken name)
    {
        if (FlagOf(name.Text) is { } flag)
        {
            var reader = new ValueReader(flag, null);
            return reader.Term(QueryOperator.In, reader.Read(name));
        }
        if (HostFields.Find(name.Text) is { } field)
        {
            throw new QueryException(name.Position + name.Text.Length,
                $"expected an operator after {name.Text}, one of {string.Join(' ', field.Operators)}");
        }
        if (PackageOf(name) is { } package)
            return new ValueReader(HostFields.Package, null, package).Term(QueryOperator.Has);
        return LabelOf(name) is { } label
            ? new ValueReader(HostFields.Label, label).Term(QueryOperator.Has)
            : throw Unknown(name);
    }

    private static QueryField? FlagOf(string name) =>
        HostFields.All.FirstOrDefault(field => field.HasFlags && field.Choices.Contains(name));

    private static string? PackageOf(QueryToken name) =>
        name.Text.StartsWith(HostFields.PackagePrefix, StringComparison.Ordinal)
        && name.Text.Length > HostFields.PackagePrefix.Length
            ? name.Text[HostFields.PackagePrefix.Length..]
            : null;

    private string? LabelOf(QueryToken name)
    {
        if (!name.Text.StartsWith(HostFields.LabelPrefix, StringComparison.Ordinal))
            return LabelSyntax.IsName(name.Text) && labels.Has(name.Text) ? name.Text : null;
        var label = name.Text[HostFields.LabelPrefix.Length..];
        return LabelSyntax.IsName(label)
            ? label
            : throw new QueryException(name.Position + HostFields.LabelPrefix.Length,
                $"'{label}' is no name of a label; it has {LabelSyntax.NameRule}");
    }

    private QueryException Unknown(QueryToken name)
    {
        var known = HostFields.All.Where(field => !field.IsPrefixed)
            .SelectMany(field => field.HasFlags ? [field.Name, .. field.Choices] : new[] { field.Name })
            .Concat(labels.List());
        var closest = Suggestions.Closest(name.Text, known);
        var label = LabelSyntax.IsName(name.Text) ? HostFields.LabelPrefix + name.Text : null;
        var hint = (closest, label) switch
        {
            (not null, _) => $"; did you mean {closest}?",
            (null, not null) => $"; a label that no host has yet is written {label}",
            _ => "",
        };
        return new QueryException(name.Position,
            $"'{name.Text}' is no field, and no host has a label of this name{hint}", closest ?? label);
    }
}
