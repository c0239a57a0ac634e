using Aops.Layout;
using Aops.Releases.Packages;

namespace Aops.ReleaseTool.Packing;

/// <summary>
/// The programs of a folder that carry a stamp (<see cref="ProgramStamp"/>). A package is refused unless
/// all of them come from one build and have the package's version.
/// </summary>
internal static class StampedPrograms
{
    /// <summary>The version that the first program with a stamp carries; null for none.</summary>
    public static string? FindVersion(string folder, IReadOnlyList<ManifestFile> files) => files
        .Where(file => file is { IsLink: false, Mode: "0755" })
        .Select(file => ProgramStamp.TryRead(Path.Combine(folder, file.Path))?.Version)
        .FirstOrDefault(version => version is not null);

    /// <summary>Checks every executable file of a folder.</summary>
    /// <param name="faults">Receives one sentence a fault.</param>
    /// <returns>The build of the programs; null if no file carries a stamp.</returns>
    public static string? FindBuild(
        string folder, IReadOnlyList<ManifestFile> files, string version, List<string> faults)
    {
        (string Path, ProgramStamp Stamp)? first = null;
        foreach (var file in files)
        {
            if (file is not { IsLink: false, Mode: "0755" }) continue;
            if (ProgramStamp.TryRead(Path.Combine(folder, file.Path)) is not { } stamp) continue;
            first ??= (file.Path, stamp);
            if (stamp.Version != version)
                faults.Add($"'{file.Path}' is version {stamp.Version}, and --version says '{version}'");
            if (stamp.BuildId != first.Value.Stamp.BuildId)
                faults.Add($"'{file.Path}' is of build {stamp.BuildId}, and '{first.Value.Path}' of {first.Value.Stamp.BuildId}");
        }
        return first?.Stamp.BuildId;
    }
}
