using System.Text.Json;

namespace Aops.Sweep.Power;

/// <summary>Whether a slot of a state is whole by its own manifest, without a file being laid out.</summary>
internal sealed class SlotCheck(DiskState state)
{
    /// <summary>Looks.</summary>
    /// <param name="slot">The slot, below the root.</param>
    /// <returns>What is wrong; null if nothing is.</returns>
    public string? FindFault(string slot)
    {
        if (!state.Entries.TryGetValue($"{slot}/manifest.json", out var file) || file.Content is null)
            return $"{slot} has no manifest";
        try
        {
            using var manifest = JsonDocument.Parse(file.Content.Bytes);
            return manifest.RootElement.GetProperty("files").EnumerateArray()
                .Select(f => FaultOf(slot, f)).FirstOrDefault(fault => fault is not null);
        }
        catch (JsonException e)
        {
            return $"{slot}: the manifest is damaged: {e.Message}";
        }
    }

    private string? FaultOf(string slot, JsonElement file)
    {
        var path = $"{slot}/{file.GetProperty("path").GetString()}";
        if (!state.Entries.TryGetValue(path, out var entry)) return $"{path} is missing";
        if (file.TryGetProperty("link", out var link) && link.ValueKind == JsonValueKind.String)
            return entry.Target == link.GetString() ? null : $"{path} is not the link that it should be";
        if (entry.Content?.Hash != file.GetProperty("sha256").GetString())
            return $"{path} is damaged ({entry.Content?.Bytes.Length ?? 0} bytes)";
        var mode = Convert.ToInt32(file.GetProperty("mode").GetString(), 8);
        return entry.Mode == mode ? null : $"{path} has mode {Convert.ToString(entry.Mode, 8)}";
    }
}
