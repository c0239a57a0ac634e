using System.Text;
using Aops.AgentService.Faults;
using Aops.AgentService.Install;
using Aops.AgentService.Installed;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Hosting;
using Microsoft.AspNetCore.Http;

namespace Aops.AgentService.Tests;

/// <summary>Every input that an install refuses: the exit code, and a host that is as clean as before.</summary>
public sealed class InstallRefusalTests : IDisposable
{
    private readonly TemporaryRoot _root = new();
    private readonly List<string> _files = [];

    public void Dispose()
    {
        _root.Dispose();
        foreach (var file in _files) File.Delete(file);
    }

    [Fact]
    public async Task WrongToken_IsNoPermission_AndShowsTheServersReason()
    {
        await using var server = await TestServer.StartAsync(context => AnswerAsync(context, 401,
            """{"title":"bad token","status":401,"detail":"the token has expired"}"""));
        var fault = await RefusedAsync(Options(server));
        Assert.Equal(ExitCodes.NoPermission, fault.ExitCode);
        Assert.Contains("the token has expired", fault.Message, StringComparison.Ordinal);
        Assert.Empty(_root.Everything());
    }

    [Fact]
    public async Task HostThatWaitsForApproval_IsUnavailable_AndShowsTheFix()
    {
        await using var server = await TestServer.StartAsync(context => AnswerAsync(context, 409,
            """{"code":"enrolment-pending","title":"x","status":409,"detail":"It waits.","fix":"Approve r1."}"""));
        var fault = await RefusedAsync(Options(server) with { ApprovalTime = TimeSpan.FromSeconds(1) });
        Assert.Equal(ExitCodes.Unavailable, fault.ExitCode);
        Assert.StartsWith("It waits; Approve r1; it was not approved within 1 s", fault.Message, StringComparison.Ordinal);
        Assert.Empty(_root.Everything());
    }

    [Fact]
    public async Task WrongCa_IsProtocol()
    {
        await using var server = await TestServer.StartAsync(context => AnswerAsync(context, 200, "{}"));
        await using var other = await TestServer.StartAsync(context => AnswerAsync(context, 200, "{}"));
        var fault = await RefusedAsync(Options(server) with { CaFile = FileOf(other.CaPem) });
        Assert.Equal(ExitCodes.Protocol, fault.ExitCode);
        Assert.Contains("certificate", fault.Message, StringComparison.Ordinal);
        Assert.Empty(_root.Everything());
    }

    [Fact]
    public async Task UnreachableEndpoint_IsUnavailable()
    {
        await using var server = await TestServer.StartAsync(context => AnswerAsync(context, 200, "{}"));
        var options = Options(server);
        await server.DisposeAsync();
        Assert.Equal(ExitCodes.Unavailable, (await RefusedAsync(options)).ExitCode);
        Assert.Empty(_root.Everything());
    }

    [Theory]
    [InlineData(503, "", ExitCodes.Unavailable)]
    [InlineData(429, "", ExitCodes.Unavailable)]
    [InlineData(400, "", ExitCodes.Protocol)]
    [InlineData(200, "<html>hello</html>", ExitCodes.Protocol)]
    [InlineData(200, """{"agentId":"../../x","agentToken":"t"}""", ExitCodes.Protocol)]
    public async Task AnswerThatIsNone_HasItsCode(int status, string body, int code)
    {
        await using var server = await TestServer.StartAsync(context => AnswerAsync(context, status, body));
        Assert.Equal(code, (await RefusedAsync(Options(server))).ExitCode);
        Assert.Empty(_root.Everything());
    }

    [Fact]
    public async Task ServerWithoutARepository_IsUnavailable()
    {
        await using var server = await TestServer.StartAsync(RegisterAsync);
        var fault = await RefusedAsync(Options(server));
        Assert.Equal(ExitCodes.Unavailable, fault.ExitCode);
        Assert.Contains("no release repository", fault.Message, StringComparison.Ordinal);
        // This server is one of before, which takes no registration back.
        Assert.EndsWith("the enrolment token is used up, and a1 stays in the fleet without a host", fault.Message,
            StringComparison.Ordinal);
        Assert.Empty(_root.Everything());
    }

    [Fact]
    public async Task RootThatSignsNothing_IsBadData()
    {
        await using var server = await TestServer.StartAsync(context =>
            context.Request.Path.StartsWithSegments("/repo")
                ? AnswerAsync(context, 200, "{}")
                : RegisterAsync(context));
        var fault = await RefusedAsync(Options(server));
        Assert.Contains("trusted root", fault.Message, StringComparison.Ordinal);
        Assert.Empty(_root.Everything());
    }

    [Fact]
    public async Task MalformedConf_IsConfig_NamesTheLine_AndKeepsTheFile()
    {
        Directory.CreateDirectory(_root.Layout.Etc);
        File.WriteAllText(_root.Layout.Conf, "logLevel: info\nheartbeatInterval: soon\n");
        var fault = await RefusedAsync(new() { Token = "t", Endpoint = new Uri("https://127.0.0.1:1") });
        Assert.Equal(ExitCodes.Config, fault.ExitCode);
        Assert.Contains($"{_root.Layout.Conf}:2:", fault.Message, StringComparison.Ordinal);
        Assert.Equal("logLevel: info\nheartbeatInterval: soon\n", File.ReadAllText(_root.Layout.Conf));
    }

    [Fact]
    public async Task NoTokenAndNoIdentity_IsUsage() =>
        Assert.Equal(ExitCodes.Usage, (await RefusedAsync(
            new() { Endpoint = new Uri("https://127.0.0.1:1") })).ExitCode);

    [Fact]
    public async Task NoEndpoint_IsUsage() =>
        Assert.Equal(ExitCodes.Usage, (await RefusedAsync(new() { Token = "t" })).ExitCode);

    [Theory]
    [InlineData("ca")]
    [InlineData("bundle")]
    [InlineData("root")]
    public async Task MissingFile_IsNoInput(string which)
    {
        var options = new InstallOptions { Token = "t", Endpoint = new Uri("https://127.0.0.1:1") };
        options = which switch
        {
            "ca" => options with { CaFile = "/nowhere/ca.pem" },
            "bundle" => options with { Bundle = "/nowhere/bundle" },
            _ => options with { TrustRoot = "/nowhere/root.json" },
        };
        Assert.Equal(ExitCodes.NoInput, (await RefusedAsync(options)).ExitCode);
        Assert.Empty(_root.Everything());
    }

    [Fact]
    public async Task CaFileWithoutACertificate_IsBadData()
    {
        var options = new InstallOptions
        {
            Token = "t",
            Endpoint = new Uri("https://127.0.0.1:1"),
            CaFile = FileOf("no certificate"),
        };
        Assert.Equal(ExitCodes.BadData, (await RefusedAsync(options)).ExitCode);
    }

    [Fact]
    public async Task TwoInstallsAtOnce_TheSecondIsTold()
    {
        await using var server = await TestServer.StartAsync(RegisterAsync);
        using var held = InstallLock.Take(_root.Layout);
        Assert.Equal(ExitCodes.AlreadyRunning, (await RefusedAsync(Options(server))).ExitCode);
    }

    [Fact]
    public async Task Refusal_KeepsWhatAnUninstallHadKept()
    {
        await using var server = await TestServer.StartAsync(context => AnswerAsync(context, 401, "{}"));
        Directory.CreateDirectory(_root.Layout.State);
        Hosting.IdentityFile.Write(
            _root.Layout, new Identity { AgentId = "a1", AgentToken = "secret", MachineId = "m" });
        await RefusedAsync(Options(server));
        Assert.Equal(["var", "var/lib", "var/lib/aops", "var/lib/aops/identity.json"], _root.Everything().Order());
        Assert.Equal("a1", Hosting.IdentityFile.Read(_root.Layout)!.AgentId);
    }

    [Fact]
    public async Task Refusal_KeepsATokenThatWasLaidDown()
    {
        await using var server = await TestServer.StartAsync(context => AnswerAsync(context, 401, "{}"));
        Directory.CreateDirectory(_root.Layout.Etc);
        File.WriteAllText(_root.Layout.EnrolmentToken, "enrol-me");
        await RefusedAsync(Options(server) with { ConsumesProvisionedToken = true });
        Assert.Equal("enrol-me", File.ReadAllText(_root.Layout.EnrolmentToken));
    }

    [Fact]
    public async Task DryRun_ChangesNothing()
    {
        var options = new InstallOptions { Token = "t", Endpoint = new Uri("https://127.0.0.1:1"), DryRun = true };
        Assert.Equal(ExitCodes.Unavailable, (await RefusedAsync(options)).ExitCode);
        Assert.Empty(_root.Everything());
    }

    [Fact]
    public async Task DryRun_AsksForTheToken_AndUsesNothingUp()
    {
        var asked = new List<string>();
        await using var server = await TestServer.StartAsync(context =>
        {
            asked.Add($"{context.Request.Method} {context.Request.Path}");
            return AnswerAsync(context, 401, """{"title":"bad token","status":401,"detail":"the token has expired"}""");
        });
        var fault = await RefusedAsync(Options(server) with { DryRun = true });
        Assert.Equal(ExitCodes.NoPermission, fault.ExitCode);
        Assert.Contains("the token has expired", fault.Message, StringComparison.Ordinal);
        Assert.Equal(["GET /api/agents/enrolment"], asked);
        Assert.Empty(_root.Everything());
    }

    private static Task RegisterAsync(HttpContext context) =>
        context.Request.Path == "/api/agents/register"
            && context.Request.Headers[WireHeaders.AgentToken] == "enrol-me"
            ? AnswerAsync(context, 200, """{"schema":1,"agentId":"a1","agentToken":"secret"}""")
            : AnswerAsync(context, 404, "");

    private static Task AnswerAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body)).AsTask();
    }

    private InstallOptions Options(TestServer server) => new()
    {
        Endpoint = server.Endpoint,
        Token = "enrol-me",
        CaFile = FileOf(server.CaPem),
    };

    private async Task<ServiceException> RefusedAsync(InstallOptions options)
    {
        var fault = await Assert.ThrowsAsync<ServiceException>(
            () => new Installer(_root.Context, options).RunAsync(CancellationToken.None));
        Assert.Matches("; nothing was changed(; the enrolment token is used up, .*)?$", fault.Message);
        return fault;
    }

    private string FileOf(string text)
    {
        // Beside the root, which must stay empty.
        var path = _root.Layout.Root + $"-{_files.Count}.pem";
        File.WriteAllText(path, text);
        _files.Add(path);
        return path;
    }
}
