using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Aops.Contracts;
using Aops.Releases.Keys;
using Aops.TestSupport;

namespace Aops.ReleaseTool.Tests;

/// <summary>The commands of docs/how-to/SIGNED-RUNS.md, one after another, with the files that the page shows.</summary>
public sealed partial class SignedRunsPageTests : IDisposable
{
    private const string Program = "aops-release ";

    private readonly Tool _tool = new();

    private static string Page => File.ReadAllText(Path.Combine(SourceRoot.Folder, "docs/how-to/SIGNED-RUNS.md"));

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task EveryCommand_DoesWhatThePageSays()
    {
        await _tool.InitAsync();
        _tool.Write("restart.json", Runbook().Match(Page).Groups[1].Value);
        _tool.Write("report.sh", "#!/bin/sh\nuptime\n");
        var id = MakeKey("alice");
        MakeKey("bob");
        var commands = Page.Split('\n').Where(line => line.StartsWith("    " + Program, StringComparison.Ordinal))
            .Select(line => line.Trim()[Program.Length..]).ToList();

        Assert.True(commands.Count >= 9, string.Join('\n', commands));
        foreach (var command in commands)
        {
            var words = Word().Matches(command).Select(word => word.Value.Trim('\'')).Select(word =>
                word == "3f9a1c" ? id[..6] : File.Exists(_tool[word]) || Directory.Exists(_tool[word]) || word.EndsWith(".json", StringComparison.Ordinal)
                    ? _tool[word]
                    : word).ToArray();
            Assert.True(await _tool.RunAsync(words) == ExitCodes.Ok, $"{command}: {_tool.Error}");
        }
        foreach (var file in new[] { "uptime.json", "report.json", "restart-nginx.json" }) Assert.True(File.Exists(_tool[file]), file);
    }

    private string MakeKey(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _tool.Write($"{name}.key", key.ExportPkcs8PrivateKeyPem());
        _tool.Write($"{name}.pub", key.ExportSubjectPublicKeyInfoPem());
        return PublicKey.Of(key).Id;
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Runbook();

    [GeneratedRegex("'[^']*'|[^ ]+")]
    private static partial Regex Word();
}
