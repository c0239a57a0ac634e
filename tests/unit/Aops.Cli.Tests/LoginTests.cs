using Aops.Cli.Contexts;
using Aops.Cli.Tests.Support;
using Aops.Native.Files;

namespace Aops.Cli.Tests;

/// <summary>How a server is chosen, trusted and remembered.</summary>
public sealed class LoginTests
{
    [Theory]
    [InlineData("--ca-sha256")]
    [InlineData("--ca")]
    public async Task Login_PinsTheAuthority_AndStoresTheTokenForThisUserAlone(string pin)
    {
        await using var bench = await CliBench.StartAsync(isLoggedIn: false);
        var (url, token) = Facts(bench);
        var value = pin == "--ca" ? bench.Server.CaFile : AuthorityChoice.Sha256Of(File.ReadAllText(bench.Server.CaFile), "");

        var run = (await bench.RunAsync("login", url, "--token-file", token, pin, value)).Expect(0);

        Assert.Equal("", run.Output);
        Assert.Equal(AtomicFile.Private, File.GetUnixFileMode(bench.ContextsFile));
        Assert.Equal(AtomicFile.PrivateDirectory, File.GetUnixFileMode(Path.GetDirectoryName(bench.ContextsFile)!));
        (await bench.RunAsync("hosts", "list")).Expect(0);
        Assert.DoesNotContain(bench.Server.Application.Folder.OpenOperatorToken(),
            (await bench.RunAsync("context", "list", "-o", "json")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_TakesTheTokenFromStandardInput_OrFromTheTerminal()
    {
        await using var bench = await CliBench.StartAsync(isLoggedIn: false);
        bench.Typed = bench.Server.Application.Folder.OpenOperatorToken() + "\n";
        string[] words = ["login", Facts(bench).Url, "--ca", bench.Server.CaFile];

        (await bench.RunAsync([.. words, "--token-file", "-"])).Expect(0);
        (await bench.RunAsync(words)).Expect(2);
        bench.Columns = 80;
        bench.Typed = bench.Typed.Trim();
        (await bench.RunAsync(words)).Expect(0);
    }

    [Fact]
    public async Task Login_WithAnotherFingerprint_SendsNoToken_AndStoresNothing()
    {
        await using var bench = await CliBench.StartAsync(isLoggedIn: false);
        var (url, token) = Facts(bench);

        var run = (await bench.RunAsync("login", url, "--token-file", token, "--ca-sha256", new string('a', 64))).Expect(4);

        Assert.Contains("the token was not sent", run.Error, StringComparison.Ordinal);
        (await bench.RunAsync("login", url, "--token-file", token)).Expect(2);
        (await bench.RunAsync("login", url, "--token-file", token, "--ca-sha256", "12")).Expect(2);
        (await bench.RunAsync("login", "ftp://x", "--token-file", token, "--system-ca")).Expect(2);
        Assert.False(File.Exists(bench.ContextsFile));
    }

    [Fact]
    public async Task AFileThatOthersCanRead_IsRefused()
    {
        await using var bench = await CliBench.StartAsync();
        File.SetUnixFileMode(bench.ContextsFile, AtomicFile.Public);

        Assert.Contains("chmod 600", (await bench.RunAsync("hosts", "list")).Expect(4).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADamagedFile_IsToldInWordsOfTheOperator()
    {
        await using var bench = await CliBench.StartAsync();
        AtomicFile.Write(bench.ContextsFile, "{\"contexts\": [{}]}");

        var run = (await bench.RunAsync("hosts", "list")).Expect(1);

        Assert.Contains("contexts.json is damaged", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("JSON deserialization", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheEnvironment_TakesThePlaceOfTheFile()
    {
        await using var bench = await CliBench.StartAsync();
        bench.Variables["AOPS_TOKEN"] = "wrong";
        (await bench.RunAsync("hosts", "list")).Expect(4);
        bench.Variables["AOPS_TOKEN"] = bench.Server.Application.Folder.OpenOperatorToken();
        bench.Variables["AOPS_SERVER"] = bench.Server.Application.Url.Authority;
        (await bench.RunAsync("hosts", "list")).Expect(0);
        bench.Variables.Remove("AOPS_TOKEN");
        bench.Variables["AOPS_SERVER"] = "https://127.0.0.1:1";
        Assert.Contains("there is no token for https://127.0.0.1:1/", (await bench.RunAsync("hosts", "list")).Expect(4).Error, StringComparison.Ordinal);
        bench.Variables["AOPS_CONTEXT"] = "mars";
        (await bench.RunAsync("hosts", "list")).Expect(3);
    }

    [Fact]
    public async Task Contexts_AreListedUsedAndForgotten()
    {
        await using var bench = await CliBench.StartAsync();
        var (url, token) = Facts(bench);
        (await bench.RunAsync("login", url, "--token-file", token, "--ca", bench.Server.CaFile, "--name", "second")).Expect(0);

        Assert.Equal("test\nsecond\n", (await bench.RunAsync("context", "list", "-o", "name")).Output);
        (await bench.RunAsync("context", "use", "test")).Expect(0);
        Assert.Equal("test\n", (await bench.RunAsync("context", "show", "-o", "name")).Output);
        (await bench.RunAsync("context", "remove", "test")).Expect(0);
        (await bench.RunAsync("context", "remove", "test")).Expect(3);
        (await bench.RunAsync("context", "show")).Expect(4);
    }

    private static (string Url, string TokenFile) Facts(CliBench bench)
    {
        var file = Path.Combine(bench.Home, "token");
        File.WriteAllText(file, bench.Server.Application.Folder.OpenOperatorToken() + "\n");
        return (bench.Server.Application.Url.ToString(), file);
    }
}
