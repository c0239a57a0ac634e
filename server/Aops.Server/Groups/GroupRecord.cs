using Aops.Query;
using Aops.Query.Parsing;

namespace Aops.Server.Groups;

/// <summary>A group: a query with a name and a rank. Its members are the hosts of the query, as of the time of asking.</summary>
internal sealed record GroupRecord
{
    public required string Name { get; init; }

    /// <summary>Its place in the order in which layers are merged, from 1; unique. The fleet has 0.</summary>
    public required long Rank { get; init; }

    /// <summary>The query in its canonical form, which reads back as the same one whatever labels hosts have.</summary>
    public required string Q { get; init; }

    /// <summary>What operators say of it.</summary>
    public required string Note { get; init; }

    /// <summary>How often it was written; what its ETag is.</summary>
    public required long Revision { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Name of the operator's token that wrote it.</summary>
    public required string ChangedBy { get; init; }

    /// <summary>The newest revision of its layer; 0 where no layer was written since the group was made.</summary>
    public long Head { get; init; }

    /// <summary>The query as a tree.</summary>
    public QueryNode Parse() => QueryParser.Parse(Q, NoLabels.Instance);

    // A canonical query names each label with its prefix.
    private sealed class NoLabels : KnownLabels
    {
        public static NoLabels Instance { get; } = new();

        public override bool Has(string name) => false;

        public override IReadOnlyCollection<string> List() => [];
    }
}
