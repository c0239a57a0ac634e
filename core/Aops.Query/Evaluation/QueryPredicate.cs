using Aops.Query.Fields;

namespace Aops.Query.Evaluation;

/// <summary>
/// Evaluates a query for one host, from its facts alone. The database gives the same result: both compare the same
/// keys, and neither has a third truth value beside true and false.
/// </summary>
public static class QueryPredicate
{
    /// <summary>Whether the query matches the host.</summary>
    /// <param name="now">The time from which ages are counted.</param>
    public static bool Holds(QueryNode query, HostFacts host, DateTimeOffset now) => query switch
    {
        QueryNode.And and => and.Parts.All(part => Holds(part, host, now)),
        QueryNode.Or or => or.Parts.Any(part => Holds(part, host, now)),
        QueryNode.Not not => !Holds(not.Part, host, now),
        QueryNode.Term term => Holds(term, host, now),
        _ => throw new InvalidOperationException("a query of another kind"),
    };

    private static bool Holds(QueryNode.Term term, HostFacts host, DateTimeOffset now)
    {
        switch (term.Field.Kind)
        {
            case FieldKind.Label:
                return host.Labels.TryGetValue(term.Label!, out var label)
                    && (term.Operator == QueryOperator.Has || HoldsText(term, label));
            case FieldKind.Names:
                return host.SubAgents.Contains(term.Values[0].Text);
            case FieldKind.Age:
                // An absent time has no age and matches no comparison.
                return Time(term.Field, host) is { } time
                    && HoldsOrder(term, (now.ToUnixTimeMilliseconds() - time).CompareTo(term.Values[0].Number));
            case FieldKind.Choice or FieldKind.Number:
                var number = Number(term.Field, host);
                return term.Operator == QueryOperator.In
                    ? term.Values.Any(value => value.Number == number)
                    : HoldsOrder(term, number.CompareTo(term.Values[0].Number));
            default:
                return HoldsText(term, Text(term.Field, host));
        }
    }

    private static bool HoldsText(QueryNode.Term term, string text)
    {
        if (term.Operator == QueryOperator.In) return term.Values.Any(value => value.Text == text);
        var wanted = term.Values[0];
        return term.Operator != QueryOperator.Matches
            ? HoldsOrder(term, string.CompareOrdinal(text, wanted.Text))
            : wanted.Pattern switch
            {
                TextPattern.Begins => text.StartsWith(wanted.Text, StringComparison.Ordinal),
                TextPattern.Ends => text.EndsWith(wanted.Text, StringComparison.Ordinal),
                _ => text.Contains(wanted.Text, StringComparison.Ordinal),
            };
    }

    private static bool HoldsOrder(QueryNode.Term term, int order) => term.Operator switch
    {
        QueryOperator.Less => order < 0,
        QueryOperator.LessOrEqual => order <= 0,
        QueryOperator.Greater => order > 0,
        QueryOperator.GreaterOrEqual => order >= 0,
        _ => throw new InvalidOperationException($"{term.Name} has no order"),
    };

    private static long Number(QueryField field, HostFacts host) => field.Name switch
    {
        "state" => (long)host.State,
        "standing" => (long)host.Standing,
        "faults" => host.Faults,
        _ => throw new InvalidOperationException($"{field.Name} is no number"),
    };

    private static long? Time(QueryField field, HostFacts host) =>
        (field == HostFields.LastSeen ? host.LastSeen : host.EnrolledAt)?.ToUnixTimeMilliseconds();

    private static string Text(QueryField field, HostFacts host) => field.Name switch
    {
        "id" => host.Id,
        "hostname" => TextKey.Of(host.Hostname),
        "version" => VersionKey.Of(host.Version),
        "host.os" => TextKey.Of(host.Os),
        "host.kernel" => TextKey.Of(host.Kernel),
        "host.arch" => TextKey.Of(host.Architecture),
        "host.service_manager" => TextKey.Of(host.ServiceManager),
        "upgrade" => TextKey.Of(host.Upgrade),
        _ => throw new InvalidOperationException($"{field.Name} is no text"),
    };
}
