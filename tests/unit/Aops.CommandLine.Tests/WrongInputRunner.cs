using System.Diagnostics;
using System.Text.RegularExpressions;
using Aops.TestSupport;

namespace Aops.CommandLine.Tests;

/// <summary>Runs a command line in a folder of its own, as an operator would, without terminal, proxy and token.</summary>
internal sealed partial class WrongInputRunner(string folder)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    // What tests were built beside: the programs of this tree, on the JIT.
    private static readonly Dictionary<string, string> Projects = new(StringComparer.Ordinal)
    {
        ["aops"] = "Aops.Cli",
        ["aops-agent-service"] = "Aops.AgentService",
        ["aops-host-metrics"] = "Aops.HostMetrics",
        ["aops-launch"] = "Aops.Launch",
        ["aops-log-tail"] = "Aops.LogTail",
        ["aops-release"] = "Aops.ReleaseTool",
        ["aops-server"] = "Aops.Server",
        ["aops-spa"] = "Aops.Spa",
        ["aops-spm"] = "Aops.Spm",
    };

    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["control"] = "packaging/control",
        ["install.sh"] = "server/Aops.Server/Bootstrap/install.sh",
    };

    public async Task<WrongInput> RunAsync(WrongInput input)
    {
        var words = input.Split();
        var start = new ProcessStartInfo
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Scripts.TryGetValue(words[0], out var script))
        {
            start.FileName = "/bin/sh";
            start.ArgumentList.Add(Path.Combine(SourceRoot.Folder, script));
        }
        else
        {
            start.FileName = Path.GetFullPath(
                Path.Combine(AppContext.BaseDirectory, "../..", Projects[words[0]], "debug", words[0]));
        }
        foreach (var word in words.Skip(1)) start.ArgumentList.Add(word.Replace("DIR/", folder + "/", StringComparison.Ordinal));
        SetEnvironment(start.Environment);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(Longest);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{input.Words}' did not end");
        }
        return input with
        {
            Answer = [$"= {process.ExitCode}", .. Lines('>', await output), .. Lines('!', await error)],
        };
    }

    private void SetEnvironment(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.ToList())
        {
            if (name.StartsWith("AOPS_", StringComparison.Ordinal) || name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase))
                environment.Remove(name);
        }
        environment["HOME"] = folder;
        environment["XDG_CONFIG_HOME"] = Path.Combine(folder, ".config");
        environment["LC_ALL"] = "C";
    }

    // What differs from run to run is no part of an answer.
    private IEnumerable<string> Lines(char mark, string text) => text.TrimEnd().Split('\n')
        .Where(line => line.Trim().Length > 0)
        .Select(line => $"{mark} {Changing().Replace(line.TrimEnd().Replace(folder, "DIR", StringComparison.Ordinal)
            .Replace(SourceRoot.Folder, "TREE", StringComparison.Ordinal), "N")}");

    [GeneratedRegex(@"(?<=""milliseconds"":)[0-9]+|(?<=process )[0-9]+|(?<=aops-(spm|spa) )[0-9]+\.[0-9.]+|\b[0-9a-f]{12,64}\b")]
    private static partial Regex Changing();
}
