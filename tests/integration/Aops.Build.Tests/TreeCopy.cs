using System.Security.Cryptography;
using Aops.Harness;

namespace Aops.Build.Tests;

/// <summary>The sources of the tree in a folder of their own: no history, nothing built.</summary>
internal sealed class TreeCopy : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);
    private readonly TempRoot _root = new("tree");
    private readonly string _name;

    private TreeCopy(string name) => _name = name;

    public string Path => _root.Folder(_name);

    public static async Task<TreeCopy> CreateAsync(CancellationToken cancellationToken, string name = "tree")
    {
        var copy = new TreeCopy(name);
        var script = $"cd '{PublishedPrograms.Tree}' && . build/say.sh && tree_files | tar -c -T - | tar -x -C '{copy.Path}'";
        (await Command.RunAsync("bash", ["-euo", "pipefail", "-c", script], cancellationToken)).MustSucceed();
        return copy;
    }

    /// <summary>Runs the copy's build.sh.</summary>
    public Task<CommandResult> BuildAsync(
        IReadOnlyList<string> arguments, string? runtimePatch, CancellationToken cancellationToken) =>
        Command.RunAsync(System.IO.Path.Combine(Path, "build.sh"), arguments, new Dictionary<string, string?>
        {
            ["AOPS_RUNTIME_PATCH"] = runtimePatch,
        }, cancellationToken, Deadline);

    /// <summary>Runs lines of shell with the copy's pieces of build.sh at hand.</summary>
    public Task<CommandResult> ScriptAsync(string lines, CancellationToken cancellationToken) => Command.RunAsync(
        "bash",
        [
            "-euo", "pipefail", "-c",
            $"cd '{Path}' && . build/say.sh && . build/arch.sh && . build/sdk.sh && . build/native.sh && mkdir -p artifacts/native/locks\n{lines}",
        ],
        cancellationToken);

    /// <summary>Runs lines of shell with every piece of the copy's build.sh at hand, in the copy.</summary>
    public Task<CommandResult> PiecesAsync(string lines, CancellationToken cancellationToken) => Command.RunAsync(
        "bash",
        [
            "-euo", "pipefail", "-c",
            $"cd '{Path}'\nfor piece in $(sed -n 's/^source //p' build.sh); do . \"$piece\"; done\n{lines}",
        ],
        new Dictionary<string, string?> { ["AOPS_TREE"] = Path }, cancellationToken, Deadline);

    /// <summary>Every file but what is built, with its hash.</summary>
    public IReadOnlyDictionary<string, string> Hashes() => Directory
        .EnumerateFiles(Path, "*", SearchOption.AllDirectories)
        .Select(file => System.IO.Path.GetRelativePath(Path, file))
        .Where(file => !file.StartsWith("artifacts/", StringComparison.Ordinal)
            && !file.StartsWith("server/console/node_modules/", StringComparison.Ordinal))
        .ToDictionary(file => file, file =>
            Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(System.IO.Path.Combine(Path, file)))));

    public void Dispose() => _root.Dispose();
}
