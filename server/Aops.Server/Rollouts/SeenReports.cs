using System.Globalization;
using Aops.Contracts.Wire;

namespace Aops.Server.Rollouts;

/// <summary>
/// The upgrades that a host reported as ended before its order: by the name of what was upgraded, and the time that the host
/// gives. The clock of the host is not compared with another one: the same time is the same report.
/// </summary>
internal static class SeenReports
{
    /// <summary>The name of the suite among those of sub-agents, which no sub-agent can have.</summary>
    public const string Suite = "";

    /// <summary>What a host has reported.</summary>
    public static string Of(HeartbeatRequest? heartbeat)
    {
        if (heartbeat is null) return "";
        var seen = heartbeat.SubAgents.Select(subAgent => (subAgent.Name, subAgent.Upgrade))
            .Prepend((Name: Suite, heartbeat.Agent.Upgrade));
        return string.Join(' ', seen.Where(report => report.Upgrade is { IsFinal: true })
            .Select(report => Key(report.Name, report.Upgrade!)));
    }

    /// <summary>Whether a report was there before the order.</summary>
    public static bool Has(string seen, string name, UpgradeReport report) =>
        seen.Length > 0 && seen.Split(' ').Contains(Key(name, report));

    private static string Key(string name, UpgradeReport report) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}={report.At.UtcTicks}");
}
