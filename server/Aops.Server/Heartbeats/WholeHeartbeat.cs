using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Inventory;

namespace Aops.Server.Heartbeats;

/// <summary>
/// Reads a heartbeat that satisfies its contract in one pass, which is what agents send. Anything else is read part by part
/// (<see cref="HeartbeatGate"/>).
/// </summary>
internal static class WholeHeartbeat
{
    /// <summary>The heartbeat; null where a part of it does not satisfy the contract.</summary>
    public static HeartbeatRequest? TryRead(ReadOnlySpan<byte> body)
    {
        try
        {
            var read = JsonSerializer.Deserialize(body, ContractsJson.Default.HeartbeatRequest);
            return read is not null && read.SubAgents.Count <= Limits.SubAgentsMax && !HasNull(read.SubAgents)
                && (read.History is null || Names.IsValid(read.History)) && HasValid(read.Inventory)
                ? read : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException
            or FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static bool HasValid(IReadOnlyDictionary<string, string>? inventory)
    {
        if (inventory is null) return true;
        foreach (var (section, hash) in inventory)
        {
            if (!Names.IsValid(section) || !InventoryHash.IsValid(hash)) return false;
        }
        return inventory.Count <= InventoryLimits.SectionsMax;
    }

    // The annotations do not hold for elements of a list.
    private static bool HasNull(IReadOnlyList<SubAgentStatus?> subAgents)
    {
        foreach (var subAgent in subAgents)
        {
            if (subAgent is null) return true;
        }
        return false;
    }
}
