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
                // A number that is not told matches no comparison.
                return Number(term.Field, host) is { } number && (term.Operator == QueryOperator.In
                    ? term.Values.Any(value => value.Number == number)
                    : HoldsOrder(term, number.CompareTo(term.Values[0].Number)));
            case FieldKind.Address:
                return host.Addresses.Any(key => term.Values.Any(value => IsWithin(key, value)));
            case FieldKind.Package:
                return host.Packages.TryGetValue(term.Package!, out var versions)
                    && versions.Any(version => term.Operator == QueryOperator.Has
                        || HoldsText(term, PackageVersionKey.Of(version)));
            default:
                var text = Text(term.Field, host);
                return (text.Length > 0 || !term.Field.IsOptional) && HoldsText(term, text);
        }
    }

    private static bool IsWithin(string key, QueryValue network) =>
        string.CompareOrdinal(key, network.Text) >= 0 && string.CompareOrdinal(key, network.Last) <= 0;

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

    private static long? Time(QueryField field, HostFacts host) =>
        (field == HostFields.LastSeen ? host.LastSeen : host.EnrolledAt)?.ToUnixTimeMilliseconds();

    private static long? Number(QueryField field, HostFacts host) => field.Name switch
    {
        "state" => (long)host.State,
        "standing" => (long)host.Standing,
        "faults" => host.Faults,
        "failing" => host.Failing,
        "cpu.count" => host.CpuCount,
        "memory.bytes" => host.MemoryBytes,
        "disk.free" => host.DiskFree,
        _ => throw new InvalidOperationException($"{field.Name} is no number"),
    };

    private static string VersionKeyOf(string version) => version.Length == 0 ? "" : VersionKey.Of(version);

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
        "host.os.id" => TextKey.Of(host.OsId),
        "host.os.version" => VersionKeyOf(host.OsVersion),
        "host.kernel.version" => VersionKeyOf(host.KernelVersion),
        "host.libc" => TextKey.Of(host.Libc),
        "host.libc.version" => VersionKeyOf(host.LibcVersion),
        _ => throw new InvalidOperationException($"{field.Name} is no text"),
    };
}
