using System.Diagnostics;
using System.Text;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

public sealed class InstallScriptTests
{
    // In place of the bootstrap program: tells its arguments and whether the CA is there, exits with a code of its own.
    private const string Program = """
        #!/bin/sh
        for word in "$@"; do echo "[$word]"; done
        echo "token $AOPS_TOKEN, and on the command line: $(tr '\\0' ' ' </proc/$$/cmdline | grep -c -- "$AOPS_TOKEN")"
        while [ $# -gt 0 ]; do [ "$1" = --ca ] && grep -c BEGIN "$2"; shift; done
        exit 7
        """;

    [Fact]
    public async Task Script_IsPlainShell()
    {
        await using var server = await PublishedAsync();
        var script = await server.Anybody.GetStringAsync("/install.sh");

        var (code, _, error) = await RunAsync("sh", script, "-n");

        Assert.Equal(0, code);
        Assert.Equal("", error);
        Assert.DoesNotContain("@", script.Replace("$@", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CurlPipedToSh_RunsTheProgramWithTheArguments_AndReturnsItsExitCode()
    {
        await using var server = await PublishedAsync();

        var (code, output, error) = await PipeAsync(server, "--token T-1 --root '/tmp/a b' --colour red");

        Assert.True(code == 7, error);
        var url = server.Application.Url.GetLeftPart(UriPartial.Authority);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["[install]", "[--endpoint]", $"[{url}]", "[--ca]"], lines[..4]);
        Assert.Equal(
            ["[--root]", "[/tmp/a b]", "[--colour]", "[red]", "token T-1, and on the command line: 0", "1"], lines[5..]);
        Assert.False(Directory.Exists(Path.GetDirectoryName(lines[4].Trim('[', ']'))));
    }

    [Fact]
    public async Task DryRun_AsksTheProgram()
    {
        await using var server = await PublishedAsync();

        var (code, output, error) = await PipeAsync(server, "--token T --dry-run");

        Assert.Equal(7, code);
        Assert.Contains("[--dry-run]", output, StringComparison.Ordinal);
        Assert.Contains("changes nothing", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutToken_SaysSo()
    {
        await using var server = await PublishedAsync();

        var (code, _, error) = await PipeAsync(server, "--root /tmp/x");

        Assert.Equal(64, code);
        Assert.Contains("there is no enrolment token", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--root '{0}'")]
    [InlineData("'--root={0}'")]
    public async Task Case_D15_HostThatKeepsItsIdentity_NeedsNoToken(string words)
    {
        await using var server = await PublishedAsync();
        var state = Directory.CreateDirectory(Path.Combine(server.Data, "a host/var/lib/aops"));
        await File.WriteAllTextAsync(Path.Combine(state.FullName, "identity.json"), "{}");

        var (code, output, error) = await PipeAsync(server, string.Format(
            System.Globalization.CultureInfo.InvariantCulture, words, Path.Combine(server.Data, "a host")));

        Assert.True(code == 7, error);
        Assert.Contains("[install]", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Enrolment token", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_W8_ProgramThatIsInstalledAlready_IsNotFetched()
    {
        await using var server = await PublishedAsync();
        var bin = Directory.CreateDirectory(Path.Combine(server.Data, "host/opt/aops/bin"));
        await File.WriteAllTextAsync(Path.Combine(bin.FullName, "aops-agent-service"), Program);

        var (code, _, error) = await PipeAsync(
            server, $"--token T --dry-run --root '{Path.Combine(server.Data, "host")}'");

        Assert.True(code == 7, error);
        Assert.Contains($"took {bin.FullName}/aops-agent-service", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "--token-file '{0}'", "T-2")]
    [InlineData("", "--token-file='{0}' --root /r", "T-2")]
    [InlineData("AOPS_TOKEN=T-3", "", "T-3")]
    [InlineData("AOPS_TOKEN=T-3", "--token-file '{0}'", "T-2")]
    public async Task Sec_L7_TokenOfAFileOrTheEnvironment_ReachesTheProgramOffTheCommandLine(
        string environment, string arguments, string token)
    {
        await using var server = await PublishedAsync();
        var file = Path.Combine(server.Data, "token of a host");
        await File.WriteAllTextAsync(file, "T-2\n");

        var (code, output, error) = await PipeAsync(
            server, string.Format(System.Globalization.CultureInfo.InvariantCulture, arguments, file), environment);

        Assert.True(code == 7, error);
        Assert.Contains($"token {token}, and on the command line: 0", output, StringComparison.Ordinal);
        Assert.DoesNotContain("--token", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sec_L7_TokenOfStandardInput_IsRead_WhereTheScriptIsAFile()
    {
        await using var server = await PublishedAsync();
        var script = Path.Combine(server.Data, "install.sh");
        await File.WriteAllTextAsync(script, await server.Anybody.GetStringAsync("/install.sh"));

        var (code, output, error) = await RunAsync("sh", "T-4\n", script, "--token-file", "-");
        var (piped, _, refusal) = await PipeAsync(server, "--token-file -");

        Assert.True(code == 7, error);
        Assert.Contains("token T-4, and on the command line: 0", output, StringComparison.Ordinal);
        Assert.Equal(64, piped);
        Assert.Contains("there this script comes from", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NothingPublished_SaysSo()
    {
        await using var server = await TestServer.StartAsync();

        var (code, _, error) = await PipeAsync(server, "--token T");

        Assert.Equal(69, code);
        Assert.Contains("no bootstrap program (aops-agent-service) published", error, StringComparison.Ordinal);
        Assert.Contains("'aops-release sign --bootstrap FILE --version V'", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x86_64", 7)]
    [InlineData("aarch64", 8)]
    [InlineData("arm64", 8)]
    public async Task Program_IsThatOfTheProcessor(string machine, int expected)
    {
        await using var server = await TestServer.StartAsync();
        var repository = new TestRepository();
        repository.AddRelease("targets", TestRepository.BootstrapArm64,
            Encoding.ASCII.GetBytes(Program.Replace("exit 7", "exit 8", StringComparison.Ordinal)),
            "bootstrap", "aops-agent-service", "1.0.0", "arm64");
        repository.Add("1.0.0", Encoding.ASCII.GetBytes(Program));
        await repository.SendAsync(server.Operator);

        var (code, _, error) = await PipeAsync(server, "--token T", ProcessorIs(server, machine));

        Assert.True(code == expected, error);
    }

    [Theory]
    [InlineData("aarch64", "no bootstrap program (aops-agent-service) published yet for aarch64")]
    [InlineData("riscv64", "no agent for the architecture riscv64")]
    public async Task ProcessorWithoutAProgram_IsNamed(string machine, string sentence)
    {
        await using var server = await PublishedAsync();

        var (code, output, error) = await PipeAsync(server, "--token T", ProcessorIs(server, machine));

        Assert.Equal(69, code);
        Assert.Equal("", output);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TamperedProgram_IsNotRun()
    {
        await using var server = await PublishedAsync();
        var blob = Assert.Single(Directory.GetFiles(Path.Combine(server.Data, "repository/targets/bootstrap")));
        await File.AppendAllTextAsync(blob, "echo tampered\n");

        var (code, output, error) = await PipeAsync(server, "--token T");

        Assert.Equal(65, code);
        Assert.Equal("", output);
        Assert.Contains("has the SHA-256", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HostHeader_CannotSmuggleShell()
    {
        await using var server = await PublishedAsync();

        var (status, _) = await server.Anybody.SendAsync(
            HttpMethod.Get, "/install.sh", null, ("Host", "a';reboot;'"));

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, status);
    }

    private static async Task<TestServer> PublishedAsync()
    {
        var server = await TestServer.StartAsync();
        await TestRepository.PublishAsync(server.Operator, "1.0.0", Encoding.ASCII.GetBytes(Program));
        return server;
    }

    // A PATH whose uname tells of another processor.
    private static string ProcessorIs(TestServer server, string machine)
    {
        var folder = Directory.CreateDirectory(Path.Combine(server.Data, "processor")).FullName;
        var file = Path.Combine(folder, "uname");
        File.WriteAllText(file, $"#!/bin/sh\n[ \"$1\" = -m ] && echo {machine} || echo Linux\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return $"PATH='{folder}':\"$PATH\"";
    }

    // Without a terminal, on which the script would ask.
    private static Task<(int Code, string Output, string Error)> PipeAsync(
        TestServer server, string arguments, string environment = "") =>
        RunAsync("setsid",
            $"curl -fsS --cacert '{server.CaFile}' '{server.Application.Url}install.sh' | {environment} sh -s -- {arguments}",
            "--wait", "sh");

    private static async Task<(int Code, string Output, string Error)> RunAsync(
        string program, string input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
