using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Reading;
using Aops.Server.Agents;

namespace Aops.Server.Heartbeats;

/// <summary>
/// Reads the heartbeat of an authenticated agent. Its content never leads to a refusal: a refused host
/// would get no desired state, and with it no remedy. An unusable part is dropped or cut, and the
/// heartbeat's own faults report it, which makes an event when it begins.
/// </summary>
internal static class HeartbeatGate
{
    /// <summary>
    /// More than any agent sends: a report that is too deep is dropped without affecting the rest.
    /// </summary>
    public const int DepthMax = 256;

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
    /// <param name="agent">The sender.</param>
    /// <param name="fault">Why it is not a heartbeat.</param>
    /// <returns>
    /// The heartbeat within its limits; null if the body is not a JSON object with a host or a suite.
    /// </returns>
    public static HeartbeatRequest? Read(ReadOnlyMemory<byte> body, AgentCredential agent, out string fault)
    {
        fault = "";
        if (TryReadWhole(body.Span) is { } whole) return HeartbeatBounds.Fit(whole, agent);
        return WirePart.TryParse(body, DepthMax, out fault) is { } members ? Read(members, agent, out fault) : null;
    }

    /// <summary>Reads a heartbeat that is part of another message.</summary>
    /// <param name="agent">The sender.</param>
    /// <param name="fault">Why it is not a heartbeat.</param>
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
            // An unreadable revision counts as 0, so that the agent is sent its desired state.
            Revision = WirePart.TryNumber(WirePart.Find(members, "revision"), 0, long.MaxValue) ?? 0,
            History = WirePart.TryText(WirePart.Find(members, "history")),
            Held = WirePart.Find(members, "held") is { } held
                ? WirePart.TryRead(held, ContractsJson.Default.DesiredState, out _)
                : null,
            HoldSeconds = ReadSeconds(members, "holdSeconds", 0),
            IntervalSeconds = ReadSeconds(members, "intervalSeconds", HeartbeatBounds.IntervalSecondsDefault),
            Host = WirePart.Salvage(host ?? default, ContractsJson.Default.HostInfo, HostDefaults, Note("host")),
            Agent = WirePart.Salvage(suite ?? default, ContractsJson.Default.AgentStatus, AgentDefaults, Note("agent")),
            SubAgents = ReadSubAgents(WirePart.Find(members, "subAgents"), notes),
            Inventory = ReadInventory(WirePart.Find(members, "inventory"), notes),
        }, agent, notes);

        Action<string> Note(string part) => name => notes.Add($"{part}.{ShownText.Of(name)}");
    }

    // One that satisfies its contract is read in one pass, which is what agents send; null for any other, which is
    // read part by part. The annotations do not hold for elements of a list.
    private static HeartbeatRequest? TryReadWhole(ReadOnlySpan<byte> body) =>
        WirePart.TryRead(body, ContractsJson.Default.HeartbeatRequest) is { } read
        && read.SubAgents.Count <= Limits.SubAgentsMax && !read.SubAgents.Contains(null!) ? read : null;

    private static int ReadSeconds(IReadOnlyDictionary<string, JsonElement> members, string name, int standard) =>
        (int)(WirePart.TryNumber(WirePart.Find(members, name), int.MinValue, int.MaxValue) ?? standard);

    private static Dictionary<string, string>? ReadInventory(JsonElement? part, PartFaults notes)
    {
        if (part is not { } given) return null;
        if (given.ValueKind != JsonValueKind.Object) notes.Add("inventory");
        // What is no text is no hash.
        return WirePart.Members(given).ToDictionary(
            section => section.Key, section => WirePart.TryText(section.Value) ?? "", StringComparer.Ordinal);
    }

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
                    name => notes.Add($"{field}.{ShownText.Of(name)}")));
            }
            else
            {
                notes.Add(field);
            }
        }
        return subAgents;
    }
}
