using Aops.Swarm.Hosts;

namespace Aops.Bench.Load;

/// <summary>What pages and queries are timed: by equality, range, prefix and by what is counted as it changes.</summary>
internal static class FleetPages
{
    // The servers have just been started: none of their hosts was heard of since.
    private static readonly string[] Queries =
    [
        "", "state=unknown", "offline", "label.tier=db", "label.tier=web and label.env=prod", "sub_agents has collector",
        "version=1.0.0", "version<1.1.0", "version>=1.0.0", "last_seen<1d", "last_seen>2d", "enrolled<1d", "hostname~h0005*",
        "hostname=h000500.swarm.example", "host.os~ubuntu*", "host.arch=arm64", "faults=0", "faults>0", "upgrade=rolled-back",
    ];

    private static readonly string[] Sorts = ["hostname", "-last_seen", "version", "-enrolled"];

    private static readonly string[] Counted = ["", "label.tier=db", "state=unknown", "version=1.0.0", "sub_agents has collector"];

    // An index has no part of these: each host is looked at until the page is full (docs/reference/QUERY.md).
    private static readonly string[] Scans = ["hostname~5000", "hostname~nowhere"];

    /// <summary>What may cost no more at many hosts than at few.</summary>
    /// <param name="host">A host of the fleet.</param>
    public static IEnumerable<FleetPage> Bounded(SimulatedHost host) =>
    [
        .. Queries.Select(query => Hosts(Name(query), query, "")),
        .. Sorts.Select(sort => Hosts($"every host, sorted by {sort}", "", $"&sort={sort}")),
        .. Counted.Select(query => Hosts($"{Name(query)}, with its count", query, "&count=1")),
        new("facets of version, state, tier", "/api/v1/hosts/facets?by=version,state,label.tier", "facets"),
        new("newest events", "/api/v1/events?limit={0}", "events"),
        new("events of a kind", "/api/v1/events?kind=version-changed&limit={0}", "events"),
        new("timeline of a host", $"/api/v1/hosts/{host.AgentId}/timeline?limit={{0}}", "events"),
        new("a host", $"/api/v1/hosts/{host.AgentId}", "host"),
        new("why a host is as it is", $"/api/v1/hosts/{host.AgentId}/explain", "is"),
    ];

    /// <summary>What is bounded by the number of hosts alone.</summary>
    public static IEnumerable<FleetPage> Scanning() => Scans.Select(query => Hosts(query, query, ""));

    private static string Name(string query) => query.Length == 0 ? "every host" : query;

    private static FleetPage Hosts(string name, string query, string more) => new(
        name, "/api/v1/hosts?limit={0}" + (query.Length == 0 ? "" : $"&q={Uri.EscapeDataString(query)}") + more, "hosts");
}
