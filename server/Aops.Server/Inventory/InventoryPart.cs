using System.Text.Json;
using Aops.Contracts.Wire.Inventory;
using Aops.Contracts.Wire.Reading;
using Aops.Native.Programs;

namespace Aops.Server.Inventory;

/// <summary>An object of a content, whose members are read one by one within the limits.</summary>
internal sealed class InventoryPart(IReadOnlyDictionary<string, JsonElement> members)
{
    /// <summary>A text, cut at its limit; empty if it is none.</summary>
    public string Text(string name) => TextOrNull(name) ?? "";

    /// <summary>A text, cut at its limit; null if it is none.</summary>
    public string? TextOrNull(string name) => WirePart.Find(members, name) is { } part ? TextOf(part) : null;

    /// <summary>A number; 0 if it is none, or out of bounds.</summary>
    public long Number(string name, long max) => WirePart.TryNumber(WirePart.Find(members, name), 0, max) ?? 0;

    /// <summary>Whether a member is true.</summary>
    public bool Flag(string name) => WirePart.Find(members, name) is { ValueKind: JsonValueKind.True };

    /// <summary>The elements of a list; none if it is no list.</summary>
    public IEnumerable<JsonElement> List(string name) =>
        WirePart.Find(members, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>The first objects of a list; what is no object has no members.</summary>
    public IEnumerable<InventoryPart> Parts(string name, int max) =>
        List(name).Take(max).Select(part => new InventoryPart(WirePart.Members(part)));

    /// <summary>A text, cut at its limit; null if it is none.</summary>
    public static string? TextOf(JsonElement part) =>
        PlainText.Cut(WirePart.TryText(part), InventoryLimits.TextCharsMax);
}
