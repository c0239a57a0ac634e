using Aops.Contracts.Wire;
using Aops.Query.Evaluation;
using Aops.Server.Agents;
using Aops.Server.Hosts;
using Aops.Server.Hosts.Labels;
using Aops.Server.Layers;
using Aops.Server.Storage;

namespace Aops.Server.Tests.Support;

/// <summary>Stores hosts with given facts, by what stores heartbeats and labels.</summary>
internal static class HostSeed
{
    public static Task StoreAsync(Database database, IReadOnlyList<HostFacts> hosts) => database.WriteAsync(
        connection =>
        {
            foreach (var host in hosts) Store(connection.Unaudited(), host);
            return hosts.Count;
        },
        Durability.Process, CancellationToken.None);

    private static void Store(StoreConnection connection, HostFacts host)
    {
        connection.Prepare(
            "INSERT INTO agent (id, machine_id, hostname, token_hash, version, enrolled_at) VALUES (@id, 'aa', '', @hash, '', @at)")
            .Set("@id", host.Id).Set("@hash", [1]).Set("@at", host.EnrolledAt).Run();
        var update = new StatusUpdate
        {
            AgentId = host.Id,
            At = host.LastSeen ?? host.EnrolledAt,
            IntervalSeconds = 30,
            Status = [],
            Summary = [],
            Facts = new ReportedFacts
            {
                Host = new HostInfo
                {
                    Hostname = host.Hostname, MachineId = "aa", Os = host.Os, Kernel = host.Kernel,
                    Architecture = host.Architecture, ServiceManager = host.ServiceManager,
                },
                Version = host.Version, Faults = host.Faults, Failing = host.Failing, Upgrade = host.Upgrade,
                SubAgents = [.. host.SubAgents],
            },
        };
        Assert.True(FactRows.Store(connection, update, update.Facts.Digest()));
        connection.Prepare("UPDATE agent SET state = @state, last_seen = @seen WHERE id = @id")
            .Set("@state", (long)host.State).Set("@seen", host.LastSeen?.ToUnixTimeMilliseconds()).Set("@id", host.Id).Run();
        InventorySeed.Store(connection, host);
        if (host.Labels.Count > 0)
        {
            LabelRows.Apply(connection, host.Id,
                new LabelChange(host.Labels.ToDictionary(label => label.Key, label => (string?)label.Value)));
        }
        Membership.Review(connection, [host.Id], host.EnrolledAt);
    }
}
