using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Reading;
using Aops.Server.Agents;

namespace Aops.Server.Heartbeats;

/// <summary>
/// Takes in the heartbeat of an agent that has proved who it is. Nothing in it makes the server refuse it: a host that is
/// refused gets no desired state any more, and with it nothing that could put it right. A part that cannot be taken is left
/// out or cut, and the heartbeat's own faults say so, which makes an event when it begins.
/// </summary>
internal static class HeartbeatGate
{
    // More than an agent ever sends: a report that is too deep is left out, and does not cost the rest.
    private const int DepthMax = 256;

    private static readonly Dictionary<string, string> HostDefaults = new()
    {
        ["hostname"] = "\"\"", ["machineId"] = "\"\"", ["architecture"] = "\"unknown\"",
    };

    private static readonly Dictionary<string, string> AgentDefaults = new()
    {
        ["version"] = "\"unknown\"", ["startedAt"] = "\"1970-01-01T00:00:00Z\"",
    };

    private static readonly Dictionary<string, string> SubAgentDefaults = new()
    {
        ["name"] = "\"\"", ["state"] = "\"unknown\"", ["since"] = "\"1970-01-01T00:00:00Z\"",
    };

    /// <summary>Reads a heartbeat.</summary>
    /// <param name="body">The body.</param>
    /// <param name="agent">Who sends it.</param>
    /// <param name="fault">Why it is none.</param>
    /// <returns>The heartbeat, within its bounds; null if the body is no JSON object that tells of a host or a suite.</returns>
    public static HeartbeatRequest? Read(ReadOnlyMemory<byte> body, AgentCredential agent, out string fault) =>
        WirePart.TryParse(body, DepthMax, out fault) is { } members ? Read(members, agent, out fault) : null;

    /// <summary>Reads a heartbeat that is part of another message.</summary>
    /// <param name="members">Its members.</param>
    /// <param name="agent">Who sends it.</param>
    /// <param name="fault">Why it is none.</param>
    public static HeartbeatRequest? Read(
        IReadOnlyDictionary<string, JsonElement> members, AgentCredential agent, out string fault)
    {
        fault = "The body tells neither of a host nor of its agent.";
        var (host, suite) = (WirePart.Find(members, "host"), WirePart.Find(members, "agent"));
        if (host is null && suite is null) return null;
        var notes = new PartFaults();
        return HeartbeatBounds.Fit(new HeartbeatRequest
        {
            Sequence = WirePart.TryNumber(WirePart.Find(members, "sequence"), 0, long.MaxValue) ?? 0,
            // A revision that cannot be read is none: the agent is told what it should be.
            Revision = WirePart.TryNumber(WirePart.Find(members, "revision"), 0, long.MaxValue) ?? 0,
            HoldSeconds = ReadSeconds(members, "holdSeconds", 0),
            IntervalSeconds = ReadSeconds(members, "intervalSeconds", HeartbeatBounds.IntervalSecondsDefault),
            Host = WirePart.Salvage(host ?? default, ContractsJson.Default.HostInfo, HostDefaults, Note("host")),
            Agent = WirePart.Salvage(suite ?? default, ContractsJson.Default.AgentStatus, AgentDefaults, Note("agent")),
            SubAgents = ReadSubAgents(WirePart.Find(members, "subAgents"), notes),
        }, agent, notes);

        Action<string> Note(string part) => name => notes.Add($"{part}.{PartFaults.Shown(name)}");
    }

    private static int ReadSeconds(IReadOnlyDictionary<string, JsonElement> members, string name, int standard) =>
        (int)(WirePart.TryNumber(WirePart.Find(members, name), int.MinValue, int.MaxValue) ?? standard);

    private static List<SubAgentStatus> ReadSubAgents(JsonElement? part, PartFaults notes)
    {
        var subAgents = new List<SubAgentStatus>();
        if (part is not { ValueKind: JsonValueKind.Array } list)
        {
            if (part is not null) notes.Add("subAgents");
            return subAgents;
        }
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var field = $"subAgents[{index++}]";
            if (index > Limits.SubAgentsMax)
            {
                notes.Add($"subAgents beyond the first {Limits.SubAgentsMax}");
                break;
            }
            if (item.ValueKind == JsonValueKind.Object)
            {
                subAgents.Add(WirePart.Salvage(item, ContractsJson.Default.SubAgentStatus, SubAgentDefaults,
                    name => notes.Add($"{field}.{PartFaults.Shown(name)}")));
            }
            else
            {
                notes.Add(field);
            }
        }
        return subAgents;
    }
}
