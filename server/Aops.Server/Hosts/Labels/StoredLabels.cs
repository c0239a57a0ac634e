using Aops.Query.Parsing;
using Aops.Server.Storage;

namespace Aops.Server.Hosts.Labels;

/// <summary>The names of labels that hosts have, looked up by an index as a query names them.</summary>
internal sealed class StoredLabels(StoreConnection connection) : KnownLabels
{
    // Jumps from each name to the next one, so that the cost grows with the number of names and not of
    // hosts.
    private const string EachName =
        "WITH RECURSIVE found(name) AS (SELECT min(name) FROM agent_label UNION ALL " +
        "SELECT (SELECT min(l.name) FROM agent_label l WHERE l.name > found.name) FROM found WHERE found.name IS NOT NULL) " +
        "SELECT name FROM found WHERE name IS NOT NULL LIMIT @limit";

    public override bool Has(string name) =>
        connection.Prepare("SELECT 1 FROM agent_label WHERE name = @name LIMIT 1").Set("@name", name).HasRow();

    public override IReadOnlyCollection<string> List() => ListNames(connection);

    /// <summary>Names, in order, as many as are listed.</summary>
    public static List<string> ListNames(StoreConnection connection) =>
        connection.Prepare(EachName).Set("@limit", ServerLimits.LabelNamesListedMax).Read(row => row.GetString(0));
}
