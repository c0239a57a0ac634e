using System.Text.Json.Nodes;
using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>The operators' program itself, <c>aops</c>, before the real server and a real agent.</summary>
public sealed class OperatorCliTests(FleetFixture fixture) : AgentTest(fixture)
{
    [Fact]
    public async Task AnOperator_LogsIn_FindsAHost_ExplainsIt_AndFollowsItsEvents()
    {
        using var home = new TempRoot("cli");
        var server = Fleet.Server;
        var id = await Agent.IdAsync(Stop);

        Assert.Equal(4, (await RunAsync(home, "hosts", "list")).ExitCode);
        (await RunAsync(home, "login", server.Url.ToString(), "--token-file", server.OperatorTokenFile, "--ca", server.Authority)).MustSucceed();
        var file = Path.Combine(home.Path, "aops/contexts.json");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var host = JsonNode.Parse((await RunAsync(home, "hosts", "show", id, "-o", "json")).MustSucceed().Output)!;
        Assert.Equal(id, (string?)host["id"]);
        (await RunAsync(home, "hosts", "label", "--host", id, "walked=yes")).MustSucceed();
        Assert.Equal($"{id}\n", (await RunAsync(home, "hosts", "list", "-q", $"walked=yes and id={id}", "-o", "name")).MustSucceed().Output);
        Assert.Contains("presence", (await RunAsync(home, "explain", id, "-o", "json")).MustSucceed().Output, StringComparison.Ordinal);
        Assert.Contains("enrolled", (await RunAsync(home, "events", "--host", id, "--after", "0")).MustSucceed().Output, StringComparison.Ordinal);
        Assert.Equal(3, (await RunAsync(home, "hosts", "show", "no-such-host")).ExitCode);
    }

    [Fact]
    public async Task ADiagnosis_IsFetchedFromAHost_WithoutItsSecrets()
    {
        using var home = new TempRoot("cli");
        var server = Fleet.Server;
        (await RunAsync(home, "login", server.Url.ToString(), "--token-file", server.OperatorTokenFile, "--ca", server.Authority)).MustSucceed();
        var bundle = Path.Combine(home.Path, "host.tar.gz");

        (await RunAsync(home, "hosts", "diagnose", await Agent.IdAsync(Stop), "--output-file", bundle)).MustSucceed();

        var parts = (await Command.RunAsync("tar", ["-tzf", bundle], Stop)).MustSucceed().Output;
        Assert.Contains("CONTENT.txt", parts, StringComparison.Ordinal);
        var text = (await Command.RunAsync("tar", ["-xzOf", bundle], Stop)).MustSucceed().Output;
        Assert.Contains("aops-spm", text, StringComparison.Ordinal);
        var identity = await File.ReadAllTextAsync(Agent.Layout.Identity, Stop);
        Assert.DoesNotContain((string)JsonNode.Parse(identity)!["agentToken"]!, text, StringComparison.Ordinal);
    }

    // The reader of a pipe that has enough is no fault, and a full disk is one.
    [Fact]
    public async Task OutputThatCannotBeWritten_IsToldByItsExitCode_UnlessItsReaderHasEnough()
    {
        var program = Fleet.Programs.Program("aops");

        var piped = await Command.RunAsync("/bin/bash", ["-c", $"set -o pipefail; {program} --help | head -n 1"], Stop);
        var full = await Command.RunAsync("/bin/sh", ["-c", $"{program} --help >/dev/full"], Stop);

        Assert.Equal((0, ""), (piped.ExitCode, piped.Error));
        Assert.Equal(74, full.ExitCode);
    }

    private Task<CommandResult> RunAsync(TempRoot home, params string[] words) => Command.RunAsync(
        Fleet.Programs.Program("aops"), words, new Dictionary<string, string?> { ["XDG_CONFIG_HOME"] = home.Path }, Stop);
}
