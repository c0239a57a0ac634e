using System.CommandLine;
using System.Security.Cryptography;
using Aops.Contracts;
using Aops.ReleaseTool.Repository;
using Aops.Releases;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.ReleaseTool.Commands;

/// <summary><c>verify</c>: looks at a repository as a host that trusts a given root, and checks every target's content.</summary>
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
        if (!File.Exists(root)) throw new ToolFault(ExitCodes.NoInput, $"the root {root} is not there");
        var scratch = Directory.CreateTempSubdirectory("aops-verify-");
        try
        {
            var layout = new AopsLayout(scratch.FullName);
            Directory.CreateDirectory(Path.GetDirectoryName(layout.TrustRoot)!);
            File.Copy(root, layout.TrustRoot);
            var client = new ReleaseClient(new DirectoryReleaseSource(directory), layout,
                TimeProvider.System, NullLogger.Instance);
            var outcome = await client.RefreshAsync(cancellationToken);
            if (outcome is not TufRefresh.Ok) throw new ToolFault(ExitCodes.BadData, outcome.Sentence);
            var targets = SignedTarget.ReadAll(new ReleaseRepository(directory));
            foreach (var target in targets) await CheckAsync(directory, target, cancellationToken);
            await parsed.Output().WriteLineAsync($"{outcome.Sentence}; targets whole: {targets.Count}");
            return ExitCodes.Ok;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static async Task CheckAsync(
        string directory, SignedTarget target, CancellationToken cancellationToken)
    {
        var file = new ReleaseRepository(directory).TargetFile(target.TargetName, target.Sha256);
        if (!File.Exists(file)) throw new ToolFault(ExitCodes.NoInput, $"{file} is missing");
        await using var content = File.OpenRead(file);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
        if (hash != target.Sha256 || content.Length != target.LengthBytes)
            throw new ToolFault(ExitCodes.BadData, $"{file} is not the file that was signed");
    }
}
