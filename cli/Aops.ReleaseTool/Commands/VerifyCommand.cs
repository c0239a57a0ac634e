using System.CommandLine;
using System.Security.Cryptography;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Output;
using Aops.ReleaseTool.Repository;

namespace Aops.ReleaseTool.Commands;

/// <summary>
/// <c>verify</c>: checks a repository like a host that trusts a given root, and the content of every
/// target.
/// </summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var repository = SharedOptions.Repository();
        var root = new Option<FileInfo>("--root")
            { Description = "The root that hosts trust.", HelpName = "FILE", Required = true };
        var command = new Command("verify", "Checks the repository as a host would.") { repository, root };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed, parsed.GetRequiredValue(repository).FullName,
            parsed.GetRequiredValue(root).FullName, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, string directory, string root, CancellationToken cancellationToken)
    {
        if (!File.Exists(root)) throw new ToolException(ExitCodes.NoInput, $"the root {root} is not there");
        var scratch = Directory.CreateTempSubdirectory("aops-verify-");
        try
        {
            var client = new TufClient(new DirectoryReleaseSource(directory),
                Path.Combine(scratch.FullName, "tuf"), root, TimeProvider.System);
            var outcome = await client.RefreshAsync(cancellationToken);
            if (outcome is not TufRefresh.Ok) throw new ToolException(ExitCodes.BadData, outcome.Sentence);
            var store = new ReleaseRepository(directory);
            var targets = SignedTarget.ReadAll(store);
            foreach (var target in targets)
            {
                await RequireFoundAsync(client, target, cancellationToken);
                foreach (var file in target.Files) await CheckAsync(directory, file, cancellationToken);
            }
            await parsed.Output().WriteLineAsync($"{outcome.Sentence}; targets whole: {targets.Count}");
            foreach (var publisher in new Publishers(store.ReadSigned(TufRoles.Targets)).WithoutRights())
            {
                await parsed.Output().WriteLineAsync(
                    $"{publisher}: delegated before there were rights, so that its sub-agents may run as root; delegate again to change it");
            }
            var (role, at) = store.FirstToExpire();
            parsed.Report().Changed = false;
            var version = ReleaseRepository.Version(store.ReadSigned(role));
            parsed.Report().Roles = [new RoleReport(role, version, Expiry.Text(at))];
            await parsed.Output().WriteLineAsync($"hosts take new releases until {Expiry.Text(at)}, when {role} expires");
            return ExitCodes.Ok;
        }
        finally
        {
            FileTree.Delete(scratch.FullName);
        }
    }

    // Targets that a publisher signed outside of its delegated names exist, but hosts never find them.
    private static async Task RequireFoundAsync(
        TufClient client, SignedTarget target, CancellationToken cancellationToken)
    {
        var search = await client.FindAsync(target.TargetName, cancellationToken);
        if (search is TufTargetSearch.Found found && found.File.Hashes.Values.Contains(target.Sha256)) return;
        throw new ToolException(ExitCodes.BadData, search is TufTargetSearch.Refused refused
            ? refused.Sentence
            : $"{target.TargetName} is signed by somebody who may not, or in another role's place; no host would take it");
    }

    private static async Task CheckAsync(
        string directory, SignedTarget.Content content, CancellationToken cancellationToken)
    {
        var file = new ReleaseRepository(directory).TargetFile(content.Name, content.Sha256);
        if (!File.Exists(file)) throw new ToolException(ExitCodes.NoInput, $"{file} is missing");
        await using var bytes = File.OpenRead(file);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, cancellationToken));
        if (hash != content.Sha256 || bytes.Length != content.LengthBytes)
            throw new ToolException(ExitCodes.BadData, $"{file} is not the file that was signed");
    }
}
