using System.CommandLine;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Releases;
using Aops.Releases.Packages;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.ReleaseTool.Commands;

/// <summary>
/// <c>stage</c>: brings a version of the suite from a repository into a folder of slots with the code of a
/// host, including deltas and flushes. It refuses exactly what every host refuses.
/// </summary>
internal static class StageCommand
{
    public static Command Create()
    {
        var repository = SharedOptions.Repository();
        var root = new Option<FileInfo>("--root")
            { Description = "The root that hosts trust.", HelpName = "FILE", Required = true };
        var version = new Option<string>("--version") { Description = "The version.", Required = true };
        var slots = new Option<DirectoryInfo>("--slots")
        {
            Description = "Folder of slots; an older one in it may serve as the base of a delta.",
            HelpName = "DIR",
            Required = true,
        };
        var command = new Command("stage", "Verifies and unpacks a version as a host would.")
        {
            repository, root, version, slots,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed, parsed.GetRequiredValue(repository).FullName, parsed.GetRequiredValue(root).FullName,
            parsed.GetRequiredValue(version), parsed.GetRequiredValue(slots).FullName, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, string repository, string root, string version, string slots,
        CancellationToken cancellationToken)
    {
        if (!File.Exists(root)) throw new ToolException(ExitCodes.NoInput, $"the root {root} is not there");
        var slot = Path.Combine(slots, version);
        if (Directory.Exists(slot)) throw new ToolException(ExitCodes.CannotWrite, $"{slot} is there already");
        var scratch = Directory.CreateTempSubdirectory("aops-stage-");
        try
        {
            var layout = new AopsLayout(scratch.FullName);
            Directory.CreateDirectory(Path.GetDirectoryName(layout.TrustRoot)!);
            File.Copy(root, layout.TrustRoot);
            var client = new ReleaseClient(
                new DirectoryReleaseSource(repository), layout, TimeProvider.System, NullLogger.Instance)
            {
                // Cached packages would serve the repair of a host, which does not exist here.
                KeepsPackages = false,
            };
            var refresh = await client.RefreshAsync(cancellationToken);
            if (refresh is not TufRefresh.Ok) throw new ToolException(ExitCodes.BadData, refresh.Sentence);
            var target = client.FindAgent(version)
                ?? throw new ToolException(ExitCodes.NoInput, $"the repository has no agent {version} for this processor");
            var outcome = await client.StageAsync(target, slots, null, cancellationToken);
            if (outcome is not StageOutcome.Staged staged)
                throw new ToolException(ExitCodes.BadData, ((StageOutcome.Failed)outcome).Sentence);
            AtomicFile.Rename(staged.Directory, slot);
            var way = staged.DeltaFrom is { } from ? $"by a delta from {from}" : "by the whole package";
            await parsed.Output().WriteLineAsync($"{slot}: {staged.Manifest.Files.Count} files, {way}");
            return ExitCodes.Ok;
        }
        finally
        {
            FileTree.Delete(scratch.FullName);
        }
    }
}
