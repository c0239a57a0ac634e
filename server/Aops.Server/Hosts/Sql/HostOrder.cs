using Aops.Query;
using Aops.Query.Fields;

namespace Aops.Server.Hosts.Sql;

/// <summary>The order of a list: by one field and then by id, so that each host has one place.</summary>
/// <param name="IsDescending">Whether the greatest comes first.</param>
internal sealed record HostOrder(QueryField Field, bool IsDescending)
{
    /// <summary>It as <c>?sort=</c> has it.</summary>
    public string Name => IsDescending ? $"-{Field.Name}" : Field.Name;

    /// <summary>Reads <c>?sort=</c>.</summary>
    /// <returns>Null where it names no field that hosts can be sorted by.</returns>
    public static HostOrder? Parse(string text)
    {
        var descends = text.StartsWith('-');
        var field = HostFields.Find(descends ? text[1..] : text);
        return field is { IsSortable: true } ? new HostOrder(field, descends) : null;
    }

    /// <summary>
    /// The default order: that of the index which finds the hosts, so that the cost of a page does not
    /// depend on the size of the fleet. For an equality, and without a usable comparison, it is the order
    /// of ids.
    /// </summary>
    public static HostOrder For(QueryNode query)
    {
        var byId = new HostOrder(HostFields.Id, false);
        var terms = Conjuncts(query).ToList();
        if (terms.Exists(IsEquality)) return byId;
        var looked = terms.FindAll(term => HostColumn.Of(term.Field) is not null);
        // A comparison that cannot start at a position of the index is at least evaluated on the index, and
        // not on the rows.
        var field = (looked.Find(IsRange) ?? looked.FirstOrDefault())?.Field;
        return field is null ? byId : new HostOrder(field, false);
    }

    /// <summary>The comparisons that each host of a query fulfils.</summary>
    public static IEnumerable<QueryNode.Term> Conjuncts(QueryNode query) => query switch
    {
        QueryNode.Term term => [term],
        QueryNode.And and => and.Parts.SelectMany(Conjuncts),
        _ => [],
    };

    /// <summary>Whether an index with the id as its second column finds the hosts of a comparison, in the order of their ids.</summary>
    public static bool IsEquality(QueryNode.Term term) =>
        term.Field.Kind is not (FieldKind.Address or FieldKind.Package)
        && (term.Operator == QueryOperator.Has || term is { Operator: QueryOperator.In, Values.Count: 1 });

    private static bool IsRange(QueryNode.Term term) => term.Operator switch
    {
        QueryOperator.Matches => term.Values[0].Pattern == TextPattern.Begins,
        _ => true,
    };
}
