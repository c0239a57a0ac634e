using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Inventory;
using Aops.Contracts.Wire.Reading;
using Aops.Spm.Desired;
using Aops.Spm.Runs;

namespace Aops.Spm.Heartbeats;

/// <summary>
/// The only entrance for a reply to a heartbeat. It is read part by part: an unusable part is dropped and
/// named (or refused, if the server waits for a result) and affects no other part. Pure; throws for no
/// input.
/// </summary>
internal static class ReplyGate
{
    private static readonly string[] Members = ["serverTime", "desired", "commands", "slowDownSeconds"];

    /// <summary>Reads a reply.</summary>
    /// <param name="now">The time by which commands expire.</param>
    /// <param name="fault">Why it is not a reply.</param>
    /// <returns>The reply; null if the body does not come from an aops server.</returns>
    public static ServerReply? Read(ReadOnlyMemory<byte> body, DateTimeOffset now, out string fault)
    {
        if (WirePart.TryParse(body, Limits.JsonDepthMax, out fault) is not { } members) return null;
        fault = $"it has none of {string.Join(", ", Members)}";
        if (!Members.Any(members.ContainsKey)) return null;
        var faults = new PartFaults();
        CheckedDesired? desired = null;
        string? desiredFault = null;
        if (WirePart.Find(members, "desired") is { } wanted) desired = DesiredGate.Read(wanted, out desiredFault);
        return new ServerReply
        {
            Desired = desired,
            DesiredFault = desired is null ? desiredFault : null,
            AsksForHeld = WirePart.Find(members, "asksForHeld") is { ValueKind: JsonValueKind.True },
            Commands = ReadCommands(WirePart.Find(members, "commands"), now, faults),
            SlowDown = ReadSlowDown(WirePart.Find(members, "slowDownSeconds"), faults),
            Counter = ReadNumber(members, "counter", faults) ?? 0,
            AuthorityGeneration = ReadNumber(members, "authorityGeneration", faults),
            Runs = RunOffer.ReadAll(WirePart.Find(members, "runs"), now, faults),
            CancelledRuns = RunOffer.ReadCancelled(WirePart.Find(members, "cancelledRuns"), faults),
            InventoryWanted = ReadWanted(WirePart.Find(members, "inventoryWanted"), faults),
            Faults = faults.ToList(),
        };
    }

    private static long? ReadNumber(Dictionary<string, JsonElement> members, string name, PartFaults faults)
    {
        if (WirePart.Find(members, name) is not { ValueKind: not JsonValueKind.Null } given) return null;
        if (given.ValueKind == JsonValueKind.Number && given.TryGetInt64(out var number) && number >= 0) return number;
        faults.Add($"the server's {name} is no number; it is left out");
        return null;
    }

    private static TimeSpan ReadSlowDown(JsonElement? part, PartFaults faults)
    {
        if (part is not { } given) return TimeSpan.Zero;
        // 1e400 parses as infinity, which the limit below bounds.
        if (given.ValueKind == JsonValueKind.Number && given.TryGetDouble(out var seconds) && !double.IsNaN(seconds))
            return TimeSpan.FromSeconds(Math.Clamp(seconds, 0, Limits.SlowDownSecondsMax));
        faults.Add("the server's slowDownSeconds is no number; it is left out");
        return TimeSpan.Zero;
    }

    // Names that this version does not know are carried; there is no section of that name.
    private static List<string> ReadWanted(JsonElement? part, PartFaults faults)
    {
        if (part is not { } given) return [];
        if (given.ValueKind == JsonValueKind.Array)
        {
            return [.. given.EnumerateArray().Take(InventoryLimits.SectionsMax)
                .Select(name => WirePart.TryText(name)).OfType<string>()];
        }
        faults.Add("the server's inventoryWanted is no list; it is left out");
        return [];
    }

    private static List<OrderedCommand> ReadCommands(JsonElement? part, DateTimeOffset now, PartFaults faults)
    {
        var commands = new List<OrderedCommand>();
        if (part is not { } given) return commands;
        if (given.ValueKind != JsonValueKind.Array)
        {
            faults.Add("the server's commands are no list; they are left out");
            return commands;
        }
        foreach (var item in given.EnumerateArray().Take(Limits.CommandsPerReplyMax))
        {
            var members = WirePart.Members(item);
            var id = WirePart.TryText(WirePart.Find(members, "id"));
            if (Names.IsValid(id)) commands.Add(ReadCommand(id!, item, members, now));
            else faults.Add("a command of the server has no valid id; it is left out");
        }
        return commands;
    }

    private static OrderedCommand ReadCommand(
        string id, JsonElement item, Dictionary<string, JsonElement> members, DateTimeOffset now)
    {
        if (WirePart.TryRead(item, ContractsJson.Default.AgentCommand, out var fault) is { } command)
        {
            if (!OpenEnum.IsDeclared(command.Kind))
                return new(command, $"'{OpenEnum.NameOf(command.Kind)}' is not understood by this version");
            return command.SubAgent is null || Names.IsValid(command.SubAgent)
                ? new(command)
                : new(command with { SubAgent = null }, "subAgent is no name of a sub-agent");
        }
        // Enough of it to record the command, so that it is refused once.
        var kind = OpenEnum.TryParse<CommandKind>(WirePart.TryText(WirePart.Find(members, "kind")))
            ?? OpenEnum.TryParse<CommandKind>("unknown")!.Value;
        return new(new AgentCommand { Id = id, Kind = kind, ExpiresAt = now }, $"it {fault}");
    }
}
