using System.Net;
using Aops.Cli.Tests.Support;
using Aops.Native.Files;
using Aops.Server.Tests.Support;

namespace Aops.Cli.Tests;

/// <summary>Sessions of the command line: by a password, until they are over or ended.</summary>
public sealed class SignInTests
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task Login_ByAPassword_StoresASession_ForThisUserAlone()
    {
        await using var bench = await StartAsync();
        bench.Typed = Password + "\n";

        (await bench.RunAsync(Words(bench, "--password-file", "-"))).Expect(0);

        Assert.Equal(AtomicFile.Private, File.GetUnixFileMode(bench.ContextsFile));
        var me = (await bench.RunAsync("whoami", "-o", "json")).Expect(0).Output;
        Assert.Contains("\"kind\": \"user\"", me, StringComparison.Ordinal);
        Assert.Contains("\"name\": \"ana\"", me, StringComparison.Ordinal);
        var text = await File.ReadAllTextAsync(bench.ContextsFile);
        Assert.Contains("aops-session-", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, text, StringComparison.Ordinal);
        // A change goes by the session as well as a read does.
        (await bench.RunAsync("token", "create")).Expect(0);
    }

    [Fact]
    public async Task Login_AsksForThePassword_AndDoesNotShowIt()
    {
        await using var bench = await StartAsync();
        bench.Columns = 80;
        bench.Typed = Password;

        var run = (await bench.RunAsync(Words(bench))).Expect(0);

        Assert.Contains("password of ana: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongPassword_IsRefused_AndTheContextStays()
    {
        await using var bench = await StartAsync();
        bench.Typed = "another long password";

        var run = (await bench.RunAsync(Words(bench, "--password-file", "-"))).Expect(4);

        Assert.Contains("The name or the password is wrong", run.Error, StringComparison.Ordinal);
        (await bench.RunAsync("whoami")).Expect(0);
    }

    [Fact]
    public async Task SessionThatIsOver_Exits4_AndSaysWhatToDo()
    {
        await using var bench = await StartAsync();
        bench.Typed = Password;
        (await bench.RunAsync(Words(bench, "--password-file", "-", "--name", "prod"))).Expect(0);
        await EndSessionsAsync(bench);

        var run = (await bench.RunAsync("hosts", "list")).Expect(4);

        Assert.Contains("fix: the session is over: aops login --context prod --user ana", run.Error, StringComparison.Ordinal);
        // Address and authority are those of the context.
        (await bench.RunAsync("login", "--context", "prod", "--user", "ana", "--password-file", "-")).Expect(0);
        (await bench.RunAsync("hosts", "list")).Expect(0);
    }

    [Fact]
    public async Task Logout_EndsTheSession_AndForgetsTheToken()
    {
        await using var bench = await StartAsync();
        bench.Typed = Password;
        (await bench.RunAsync(Words(bench, "--password-file", "-"))).Expect(0);
        Assert.Equal(1, await CountSessionsAsync(bench));

        (await bench.RunAsync("logout")).Expect(0);

        Assert.Equal(0, await CountSessionsAsync(bench));
        Assert.DoesNotContain("aops-session-", await File.ReadAllTextAsync(bench.ContextsFile), StringComparison.Ordinal);
        var run = (await bench.RunAsync("hosts", "list")).Expect(4);
        Assert.Contains("--user NAME", run.Error, StringComparison.Ordinal);
        (await bench.RunAsync("logout")).Expect(4);
    }

    [Fact]
    public async Task Logout_OfASessionThatIsOver_OrOfAKey_ForgetsIt()
    {
        await using var bench = await StartAsync();
        Assert.Contains("stays valid", (await bench.RunAsync("logout")).Expect(0).Error, StringComparison.Ordinal);
        bench.Typed = Password;
        (await bench.RunAsync(Words(bench, "--password-file", "-"))).Expect(0);
        await EndSessionsAsync(bench);
        (await bench.RunAsync("logout")).Expect(0);

        (await bench.RunAsync("login", "--user", "ana", "--password-file", "-")).Expect(0);
        await bench.Server.StopAsync();
        var run = (await bench.RunAsync("logout")).Expect(1);
        Assert.Contains("the session goes on at the server", run.Error, StringComparison.Ordinal);
        (await bench.RunAsync("hosts", "list")).Expect(4);
    }

    [Theory]
    [InlineData("--user", "ana", "--browser")]
    [InlineData("--browser", "--token-file", "-")]
    [InlineData("--password-file", "-")]
    [InlineData("--user", "ana")]
    public async Task WrongWords_AreUsage(params string[] words)
    {
        await using var bench = await StartAsync();
        (await bench.RunAsync(["login", .. words])).Expect(2);
    }

    [Fact]
    public async Task Browser_NeedsAProvider()
    {
        await using var bench = await StartAsync();
        var run = (await bench.RunAsync("login", "--browser")).Expect(1);
        Assert.Contains("has no identity provider", run.Error, StringComparison.Ordinal);
    }

    private static async Task<CliBench> StartAsync()
    {
        var bench = await CliBench.StartAsync();
        var (status, body) = await bench.Server.Operator.SendAsync(HttpMethod.Post, "/api/v1/users",
            $$"""{"name":"ana","grants":[{"role":"admin"}],"password":"{{Password}}"}""");
        Assert.True(status == HttpStatusCode.Created, body?.ToJsonString());
        return bench;
    }

    private static string[] Words(CliBench bench, params string[] more) =>
        ["login", bench.Server.Application.Url.ToString(), "--ca", bench.Server.CaFile, "--user", "ana", .. more];

    private static async Task<int> CountSessionsAsync(CliBench bench) =>
        (await bench.Server.Operator.GetOkAsync("/api/v1/sessions"))["sessions"]!.AsArray().Count;

    private static async Task EndSessionsAsync(CliBench bench)
    {
        foreach (var session in (await bench.Server.Operator.GetOkAsync("/api/v1/sessions"))["sessions"]!.AsArray())
            await bench.Server.Operator.SendAsync(HttpMethod.Delete, $"/api/v1/sessions/{(string)session!["id"]!}");
    }
}
