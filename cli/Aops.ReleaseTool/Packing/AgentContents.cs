using Aops.Contracts;
using Aops.Releases.Packages;

namespace Aops.ReleaseTool.Packing;

/// <summary>What a package of the suite must hold, or no host could run it.</summary>
internal static class AgentContents
{
    private const string Folder = "bin/";

    /// <summary>The programs, and the script that starts them without systemd.</summary>
    public static IReadOnlyList<string> Programs { get; } =
    [
        Folder + Role.Spm.ProgramName(), Folder + Role.Spa.ProgramName(), Folder + "aops-launch",
        Folder + Role.Service.ProgramName(), Folder + "control",
    ];

    /// <summary>Whether a folder is one of the suite.</summary>
    public static bool Resembles(IReadOnlyList<ManifestFile> files) => files.Any(file => file.Path == Programs[0]);

    /// <summary>Lists the faults, one sentence each.</summary>
    public static IEnumerable<string> FaultsOf(PackageManifest manifest)
    {
        var files = manifest.Files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        foreach (var program in Programs)
        {
            if (!files.TryGetValue(program, out var file)) yield return $"'{program}' is missing; no host could run the suite";
            else if (file is { IsLink: false, Mode: not "0755" }) yield return $"'{program}' is not executable";
        }
    }
}
