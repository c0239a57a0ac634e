using System.Globalization;
using Aops.Server.Storage;

namespace Aops.Server.Hosts;

/// <summary>Labels and sub-agents of many hosts, by one statement each that is the same for every page.</summary>
internal static class HostParts
{
    /// <summary>Hosts of one statement.</summary>
    public const int HostsMax = 100;

    private static readonly string[] Names =
        [.. Enumerable.Range(0, HostsMax).Select(number => string.Create(CultureInfo.InvariantCulture, $"@h{number}"))];

    private static readonly string OfThese = $"WHERE agent_id IN ({string.Join(", ", Names)}) ORDER BY agent_id, name";

    private static readonly string Labels = $"SELECT agent_id, name, value FROM agent_label {OfThese}";

    private static readonly string SubAgents = $"SELECT agent_id, name FROM agent_sub_agent {OfThese}";

    /// <summary>The hosts with their labels and sub-agents.</summary>
    /// <param name="connection">Where they are.</param>
    /// <param name="hosts">At most <see cref="HostsMax"/>.</param>
    public static IEnumerable<HostRecord> Add(StoreConnection connection, IReadOnlyList<HostRecord> hosts)
    {
        var labels = Of(Labels).Read(row => (Id: row.GetString(0), Name: row.GetString(1), Value: row.GetString(2)))
            .ToLookup(label => label.Id);
        var subAgents = Of(SubAgents).Read(row => (Id: row.GetString(0), Name: row.GetString(1)))
            .ToLookup(name => name.Id);
        return hosts.Select(host => host with
        {
            Facts = host.Facts with
            {
                Labels = labels[host.Facts.Id].ToDictionary(label => label.Name, label => label.Value),
                SubAgents = [.. subAgents[host.Facts.Id].Select(name => name.Name)],
            },
        });

        StoreCommand Of(string sql)
        {
            var command = connection.Prepare(sql);
            for (var i = 0; i < HostsMax; i++) command.Set(Names[i], i < hosts.Count ? hosts[i].Facts.Id : null);
            return command;
        }
    }
}
