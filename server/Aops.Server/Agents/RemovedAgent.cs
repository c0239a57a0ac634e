using System.Data.Common;

namespace Aops.Server.Agents;

/// <summary>An agent that was removed.</summary>
internal sealed record RemovedAgent(string Id, string Hostname)
{
    /// <summary>Reads a row of <c>id, hostname</c>.</summary>
    public static RemovedAgent Read(DbDataReader row) => new(row.GetString(0), row.GetString(1));
}
