using Aops.Query.Evaluation;
using Aops.Server.Storage;

namespace Aops.Server.Hosts;

/// <summary>Addresses and packages of one host, for the evaluation of queries; lists of hosts do without.</summary>
internal static class InventoryParts
{
    /// <summary>The host with its addresses, and with the versions of packages.</summary>
    /// <param name="packages">Names of the packages.</param>
    public static HostFacts Fill(StoreConnection connection, HostFacts host, IReadOnlyCollection<string> packages)
    {
        var versions = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var name in packages.Distinct(StringComparer.Ordinal))
        {
            var installed = connection.Prepare(
                "SELECT p.version FROM agent a JOIN inventory_package p ON p.content_id = a.packages_id " +
                "WHERE a.id = @id AND p.name = @name ORDER BY p.version_key")
                .Set("@id", host.Id).Set("@name", name).Read(row => row.GetString(0));
            if (installed.Count > 0) versions[name] = installed;
        }
        var addresses = connection.Prepare("SELECT address_key FROM agent_address WHERE agent_id = @id")
            .Set("@id", host.Id).Read(row => row.GetString(0));
        return host with { Addresses = addresses, Packages = versions };
    }
}
