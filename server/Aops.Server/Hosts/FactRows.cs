using Aops.Contracts.Wire;
using Aops.Query;
using Aops.Server.Agents;
using Aops.Server.Layers;
using Aops.Server.Storage;

namespace Aops.Server.Hosts;

/// <summary>
/// Stores reported facts in the columns by which hosts are found. Most heartbeats repeat the facts of the
/// one before, so only their time is written.
/// </summary>
internal static class FactRows
{
    private const string Seen = "UPDATE agent SET last_seen = @at, interval_seconds = @interval";

    // The state is set only where it changes, since an index and counts follow it.
    private const string SeenAndOnline = Seen + " WHERE id = @id AND state = 1 AND ";

    private const string SeenAgain = Seen + ", state = 1 WHERE id = @id AND ";

    private const string WithSameFacts = "facts = @facts";

    // A registration has taken the facts away.
    private const string WithFacts = "facts <> ''";

    private const string Changed = Seen + ", state = 1, facts = @facts, " +
        "faults = @faults, failing = @failing, upgrade = @upgrade, runs = @runs, standing = CASE WHEN EXISTS " +
        "(SELECT 1 FROM host_held h WHERE h.agent_id = agent.id) THEN 2 ELSE @standing END WHERE id = @id";

    private static HostStanding StandingOf(ReportedFacts facts) =>
        facts.IsPaused ? HostStanding.Paused : facts.IsOnHold ? HostStanding.OnHold : HostStanding.Normal;

    /// <summary>Stores the time of a heartbeat that tells nothing new, and that the host is online.</summary>
    /// <returns>Whether the host is known, and its facts are stored.</returns>
    public static bool StoreTime(StoreConnection connection, string agentId, DateTimeOffset at, int intervalSeconds)
    {
        return Begin(SeenAndOnline + WithFacts).Run() == 1 || Begin(SeenAgain + WithFacts).Run() == 1;

        StoreCommand Begin(string sql) =>
            connection.Prepare(sql).Set("@at", at).Set("@interval", intervalSeconds).Set("@id", agentId);
    }

    /// <summary>Stores a heartbeat's facts, its time, and that the host is online.</summary>
    /// <param name="connection">The writer's.</param>
    /// <param name="update">The heartbeat.</param>
    /// <param name="digest"><see cref="ReportedFacts.Digest"/> of its facts.</param>
    /// <returns>Whether the host is known.</returns>
    public static bool Store(StoreConnection connection, StatusUpdate update, string digest)
    {
        var facts = update.Facts;
        if (Begin(SeenAndOnline + WithSameFacts).Run() == 1 || Begin(SeenAgain + WithSameFacts).Run() == 1)
            return true;
        var known = Begin(Changed).Set("@faults", facts.Faults).Set("@failing", facts.Failing)
            .Set("@upgrade", TextKey.Of(facts.Upgrade)).Set("@runs", facts.Runs)
            .Set("@standing", (long)StandingOf(facts)).Run();
        if (known == 0) return false;
        StoreColumns(connection, update.AgentId, facts.Host, facts.Version);
        StoreSubAgents(connection, update.AgentId, facts.SubAgents);
        return true;

        StoreCommand Begin(string sql) => connection.Prepare(sql)
            .Set("@at", update.At).Set("@interval", update.IntervalSeconds).Set("@facts", digest)
            .Set("@id", update.AgentId);
    }

    /// <summary>Stores what a registration tells; the first heartbeat after it tells the rest.</summary>
    public static void StoreHost(StoreConnection connection, string agentId, HostInfo host, string version)
    {
        connection.Prepare("UPDATE agent SET facts = '' WHERE id = @id").Set("@id", agentId).Run();
        StoreColumns(connection, agentId, host, version);
    }

    private static void StoreColumns(StoreConnection connection, string agentId, HostInfo host, string version)
    {
        // These may make it the member of another group, which the layers of what should be follow.
        if (!connection.Prepare(
            "SELECT 1 FROM agent WHERE id = @id AND hostname_key = @hostname AND os_key = @os " +
            "AND kernel_key = @kernel AND architecture = @architecture AND service_manager = @manager")
            .Set("@id", agentId).Set("@hostname", TextKey.Of(host.Hostname)).Set("@os", TextKey.Of(host.Os))
            .Set("@kernel", TextKey.Of(host.Kernel)).Set("@architecture", TextKey.Of(host.Architecture))
            .Set("@manager", TextKey.Of(host.ServiceManager)).HasRow())
        {
            Membership.Note(connection, agentId);
        }
        connection.Prepare(
            "UPDATE agent SET hostname = @hostname, hostname_key = @hostnameKey, version = @version, " +
            "version_key = @versionKey, os = @os, os_key = @osKey, kernel = @kernel, kernel_key = @kernelKey, " +
            "architecture = @architecture, service_manager = @manager WHERE id = @id")
            .Set("@hostname", host.Hostname).Set("@hostnameKey", TextKey.Of(host.Hostname))
            .Set("@version", version).Set("@versionKey", VersionKey.Of(version))
            .Set("@os", host.Os ?? "").Set("@osKey", TextKey.Of(host.Os))
            .Set("@kernel", host.Kernel ?? "").Set("@kernelKey", TextKey.Of(host.Kernel))
            .Set("@architecture", TextKey.Of(host.Architecture)).Set("@manager", TextKey.Of(host.ServiceManager))
            .Set("@id", agentId).Run();
    }

    private static void StoreSubAgents(StoreConnection connection, string agentId, IReadOnlyList<string> names)
    {
        connection.Prepare("DELETE FROM agent_sub_agent WHERE agent_id = @id").Set("@id", agentId).Run();
        foreach (var name in names)
        {
            connection.Prepare("INSERT INTO agent_sub_agent (agent_id, name) VALUES (@id, @name)")
                .Set("@id", agentId).Set("@name", name).Run();
        }
    }
}
