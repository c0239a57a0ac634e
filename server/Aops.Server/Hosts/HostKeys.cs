using Aops.Query;
using Aops.Server.Storage;

namespace Aops.Server.Hosts;

/// <summary>Computes the search keys of hosts that an older server stored without them.</summary>
internal static class HostKeys
{
    /// <summary>
    /// Fills them within the transaction of the migration. Reported facts follow with the next heartbeats.
    /// </summary>
    public static void Fill(StoreConnection connection)
    {
        foreach (var version in connection.Prepare("SELECT DISTINCT version FROM agent").Read(row => row.GetString(0)))
        {
            connection.Prepare("UPDATE agent SET version_key = @key WHERE version = @version")
                .Set("@key", VersionKey.Of(version)).Set("@version", version).Run();
        }
        var hosts = connection.Prepare("SELECT id, hostname FROM agent")
            .Read(row => (Id: row.GetString(0), Hostname: row.GetString(1)));
        foreach (var (id, hostname) in hosts)
        {
            connection.Prepare("UPDATE agent SET hostname_key = @key WHERE id = @id")
                .Set("@key", TextKey.Of(hostname)).Set("@id", id).Run();
        }
    }
}
