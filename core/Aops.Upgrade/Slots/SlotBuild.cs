using System.Text.Json;
using Aops.Contracts.Json.Diagnosis;
using Aops.Layout;

namespace Aops.Upgrade.Slots;

/// <summary>
/// Checks that the programs of a slot belong to its signed manifest. The manifest's hashes prove that each file is
/// the packed one; this check proves that the packed files are of one build.
/// </summary>
public static class SlotBuild
{
    /// <summary>Compares every program of a slot with the slot's manifest.</summary>
    /// <param name="program">A program in the slot, usually this process's own.</param>
    /// <returns>The fault; null if there is none, or if the program is in no slot.</returns>
    /// <exception cref="IOException">A program or the manifest cannot be read.</exception>
    public static string? FindFault(string program)
    {
        var bin = Path.GetDirectoryName(program)!;
        var manifest = Path.Combine(Path.GetDirectoryName(bin) ?? bin, AopsLayout.ManifestName);
        if (!File.Exists(manifest)) return null;
        var (version, build) = Read(manifest);
        foreach (var file in Directory.EnumerateFiles(bin).Order(StringComparer.Ordinal))
        {
            // A file without a stamp is a script or a library, for which its hash suffices.
            if (ProgramStamp.TryRead(file) is not { } stamp) continue;
            if (stamp.BuildId != build)
                return $"{file} is of build {stamp.BuildId}, and {manifest} is for build {build ?? "(none)"}";
            if (stamp.Version != version)
                return $"{file} is version {stamp.Version}, and {manifest} is for version {version}";
        }
        return null;
    }

    private static (string? Version, string? Build) Read(string manifest)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(manifest));
            return (Member(document, "version"), Member(document, "buildId"));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{manifest} cannot be read: {JsonFaults.Explain(e)}", e);
        }
    }

    private static string? Member(JsonDocument document, string name) =>
        document.RootElement.ValueKind == JsonValueKind.Object
        && document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
