using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Wire.Reading;
using Aops.Contracts.Wire.Runs;

namespace Aops.Spm.Runs;

/// <summary>A run that the server orders.</summary>
/// <param name="Order">The order.</param>
/// <param name="Refusal">Why it is not run; null if it may be.</param>
internal sealed record RunOffer(RunOrder Order, string? Refusal = null)
{
    /// <summary>
    /// Reads the part <c>runs</c> of a reply. One that is damaged and has an id is refused, so that the server hears of it.
    /// </summary>
    /// <param name="now">The time for an order that names none.</param>
    public static List<RunOffer> ReadAll(JsonElement? part, DateTimeOffset now, PartFaults faults)
    {
        var offers = new List<RunOffer>();
        if (part is not { ValueKind: not JsonValueKind.Null } given) return offers;
        if (given.ValueKind != JsonValueKind.Array)
        {
            faults.Add("the server's runs are no list; they are left out");
            return offers;
        }
        foreach (var item in given.EnumerateArray().Take(RunLimits.RunsPerReplyMax))
        {
            var id = WirePart.TryText(WirePart.Find(WirePart.Members(item), "id"));
            if (!Names.IsValid(id))
            {
                faults.Add("a run of the server has no valid id; it is left out");
                continue;
            }
            var order = WirePart.TryRead(item, ContractsJson.Default.RunOrder, out var fault);
            offers.Add(order is null
                ? new(new RunOrder { Id = id!, StartBefore = now }, $"it {fault}")
                : new(order));
        }
        return offers;
    }

    /// <summary>Reads the part <c>cancelledRuns</c> of a reply.</summary>
    public static List<string> ReadCancelled(JsonElement? part, PartFaults faults)
    {
        if (part is not { ValueKind: not JsonValueKind.Null } given) return [];
        if (given.ValueKind == JsonValueKind.Array)
        {
            return [.. given.EnumerateArray().Take(RunLimits.CancelledPerReplyMax)
                .Select(id => WirePart.TryText(id)).OfType<string>().Where(Names.IsValid)];
        }
        faults.Add("the server's cancelledRuns are no list; they are left out");
        return [];
    }
}
