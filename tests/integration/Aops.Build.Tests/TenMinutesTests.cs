using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Aops.Harness;

namespace Aops.Build.Tests;

/// <summary>The README's first ten minutes, line by line, in a shell.</summary>
public sealed partial class TenMinutesTests
{
    private const string Section = "## The first ten minutes of an operator";
    private const string Version = PublishedPrograms.First;

    private static readonly string Readme = Path.Combine(PublishedPrograms.Tree, "README.md");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryLine_DoesWhatThePageSays()
    {
        using var root = new TempRoot("ten");
        var work = root.Folder("work");
        await PackAsync(root, work);
        var host = root.Folder("host");
        var lines = Lines();
        var script = Script(lines, root.Folder("data"), host, FreePort.Find());
        var begun = Stopwatch.StartNew();

        var run = await Command.RunAsync("bash", ["-c", $"cd '{work}'\n{script}"], new Dictionary<string, string?>
        {
            ["PATH"] = $"{Path.GetDirectoryName(PublishedPrograms.Find().Program("aops-server"))}:"
                + Environment.GetEnvironmentVariable("PATH"),
            ["XDG_CONFIG_HOME"] = root.Folder("config"),
        }, Stop);

        run.MustSucceed();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{lines.Count} commands of {lines.Sum(line => line.Length)} characters, {begun.Elapsed.TotalSeconds:F1} s");
        Assert.Contains($"A test runs these {lines.Count} lines", await File.ReadAllTextAsync(Readme, Stop));
        Assert.Contains("the first heartbeat", run.Text);
        Assert.Matches(@"host-metrics +1\.0\.0 +running", run.Output);
        Assert.Contains("1 of 1 host would change", run.Text);
        Assert.Contains("the group trial was made, with 1 host", run.Output);
        Assert.Matches(@"(?m)^ *3 .*and on", run.Output);
    }

    private static async Task PackAsync(TempRoot root, string output)
    {
        var programs = PublishedPrograms.Find();
        var stage = new PackageStage(programs, root.Folder("stage"));
        var workshop = new ReleaseWorkshop(programs, root.Folder("publisher"));
        await workshop.PackAsync(stage.Agent(Version), "agent", "aops-agent", Version, output, Stop);
        await workshop.PackAsync(stage.HostMetrics(Version), "subagent", "host-metrics", Version, output, Stop);
    }

    private static IReadOnlyList<string> Lines()
    {
        var page = File.ReadAllText(Readme);
        var section = page[page.IndexOf(Section, StringComparison.Ordinal)..];
        section = section[..section.IndexOf("\n## ", Section.Length, StringComparison.Ordinal)];
        return [.. CodeLine().Matches(section.Replace("\\\n", " ", StringComparison.Ordinal))
            .Select(m => m.Groups[1].Value)];
    }

    // The steps of the reader between the lines: waits for the server, copies the token, checks again.
    private static string Script(IReadOnlyList<string> lines, string data, string host, int port)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        var adapted = lines.Select(line => line
            .Replace("/srv/aops", data, StringComparison.Ordinal)
            .Replace("0.0.0.0:7443", address, StringComparison.Ordinal)
            .Replace("SERVER:7443", address, StringComparison.Ordinal)
            .Replace("0.1.0", Version, StringComparison.Ordinal))
            .Select(line => line switch
            {
                _ when line.StartsWith("aops-server run", StringComparison.Ordinal) =>
                    $"{line}\nserver=$!\nuntil curl -fs --cacert {data}/ca.pem https://{address}/healthz; do sleep 0.1; done",
                _ when line.StartsWith("aops-server token create", StringComparison.Ordinal) =>
                    $"TOKEN=$({line} | grep -oE '[A-Za-z0-9_-]{{20,}}' | head -n 1)",
                _ when line.StartsWith("curl", StringComparison.Ordinal) =>
                    line.Replace("| sh", "| AOPS_TOKEN=\"$TOKEN\" sh -s --", StringComparison.Ordinal) + $" --root '{host}'",
                _ when line.StartsWith("/opt/", StringComparison.Ordinal) =>
                    $"until {host}{line} --root '{host}' >status && grep -q 'host-metrics.* running' status; do sleep 0.2; done; cat status",
                _ => line,
            });
        return $$"""
            set -euo pipefail
            end() {
                {{host}}/opt/aops/bin/aops-agent-service uninstall --root '{{host}}' || true
                kill "$server" && wait "$server" || true
            }
            trap end EXIT
            {{string.Join('\n', adapted)}}
            """;
    }

    [GeneratedRegex(@"^ {7}(\S.*)$", RegexOptions.Multiline)]
    private static partial Regex CodeLine();
}
