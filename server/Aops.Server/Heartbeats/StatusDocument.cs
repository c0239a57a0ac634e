using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Native.Programs;

namespace Aops.Server.Heartbeats;

/// <summary>The stored forms of a heartbeat, each with a limited length.</summary>
internal static class StatusDocument
{
    private const int ShortChars = 200;
    private const int FaultsListed = 16;
    private const int SubAgentsListed = 64;

    /// <summary>The whole heartbeat; null if it is longer than <see cref="ServerLimits.StatusBytesMax"/>.</summary>
    public static byte[]? Whole(HeartbeatRequest heartbeat)
    {
        var document = Serialize(heartbeat);
        return document.Length <= ServerLimits.StatusBytesMax ? document : null;
    }

    /// <summary>
    /// The part for lists, at most <see cref="ServerLimits.SummaryBytesMax"/> bytes: no reports, texts cut,
    /// and beyond a number of sub-agents and faults only their count.
    /// </summary>
    public static byte[] Summary(HeartbeatRequest heartbeat)
    {
        var (faults, subAgents) = (FaultsListed, SubAgentsListed);
        while (true)
        {
            var document = Serialize(Cut(heartbeat, faults, subAgents));
            if (document.Length <= ServerLimits.SummaryBytesMax || subAgents + faults == 0) return document;
            (faults, subAgents) = (faults / 2, subAgents / 2);
        }
    }

    /// <summary>Whether a stored status is a summary.</summary>
    public static bool IsSummary(HeartbeatRequest stored) => stored.Host.MachineId.Length == 0;

    private static HeartbeatRequest Cut(HeartbeatRequest heartbeat, int faultsMax, int subAgentsMax)
    {
        var subAgents = heartbeat.SubAgents;
        var faults = heartbeat.Agent.Faults.Take(faultsMax).Select(fault => Cut(fault)!).ToList();
        var left = heartbeat.Agent.Faults.Count - faults.Count;
        if (left > 0) faults.Add($"{left} more faults; see this host alone");
        if (subAgents.Count > subAgentsMax)
            faults.Add($"{subAgents.Count - subAgentsMax} more sub-agents; see this host alone");
        return heartbeat with
        {
            Host = new HostInfo { Hostname = heartbeat.Host.Hostname, MachineId = "", Architecture = "" },
            Agent = heartbeat.Agent with { Faults = faults, Upgrade = Cut(heartbeat.Agent.Upgrade) },
            SubAgents =
            [
                .. subAgents.Take(subAgentsMax).Select(subAgent => subAgent with
                {
                    Report = null, Fault = Cut(subAgent.Fault), LastExit = Cut(subAgent.LastExit),
                    Upgrade = Cut(subAgent.Upgrade), Version = Cut(subAgent.Version),
                }),
            ],
        };
    }

    private static UpgradeReport? Cut(UpgradeReport? upgrade) =>
        upgrade is null ? null : upgrade with { Reason = Cut(upgrade.Reason) };

    private static string? Cut(string? text) =>
        PlainText.Cut(text, ShortChars + 1);

    private static byte[] Serialize(HeartbeatRequest heartbeat) =>
        JsonSerializer.SerializeToUtf8Bytes(heartbeat, ContractsJson.Default.HeartbeatRequest);
}
