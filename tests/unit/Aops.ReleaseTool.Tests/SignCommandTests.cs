using System.Security.Cryptography;
using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Aops.Layout;
using Aops.Releases.Runbooks;
using Aops.Releases.Transport;

namespace Aops.ReleaseTool.Tests;

/// <summary><c>delegate --commands</c>, <c>sign-command</c>, <c>revoke --commands</c>: from a key to what a host takes.</summary>
public sealed class SignCommandTests : IDisposable
{
    private static readonly RunHost Host = new("web-1", null, null);

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    private string MakeKey(string name, string? passphrase = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _tool.Write($"{name}.key", passphrase is null
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        _tool.Write($"{name}.pub", key.ExportSubjectPublicKeyInfoPem() + "\n");
        return _tool[$"{name}.key"];
    }

    private Task<int> DelegateAsync(params string[] options) =>
        _tool.RunAsync(["delegate", "--repo", _tool.Repo, "--keys", _tool.Keys, .. options]);

    private async Task<Commanders> FindAsync()
    {
        var layout = new AopsLayout(_tool["host"]);
        Directory.CreateDirectory(Path.GetDirectoryName(layout.TrustRoot)!);
        File.Copy(_tool.TrustRoot, layout.TrustRoot, overwrite: true);
        return Assert.IsType<TargetLook<Commanders>.Found>(
            await new RunTargetSource(new DirectoryReleaseSource(_tool.Repo), layout, TimeProvider.System)
                .FindCommandersAsync(CancellationToken.None)).Content;
    }

    private async Task<CommandVerdict> VerifyAsync(RunEnvelope envelope) =>
        CommandEnvelope.Verify(envelope, await FindAsync(), Host, DateTimeOffset.UtcNow);

    private RunEnvelope Printed => CommandEnvelope.Parse(System.Text.Encoding.UTF8.GetBytes(_tool.Output));

    private RunEnvelope Written(string file) => CommandEnvelope.Parse(File.ReadAllBytes(_tool[file]));

    [Fact]
    public async Task DelegatedKey_SignsWhatAHostTakes()
    {
        await _tool.InitAsync();
        var key = MakeKey("alice");
        Assert.Equal(ExitCodes.Ok, await DelegateAsync("--commands", _tool["alice.pub"]));
        await _tool.OkAsync("sign-command", "--key", key, "--host", "web-*", "--user", "deploy", "--timeout", "5m",
            "--env", "A=b=c", "--", "/bin/ls", "-l", "a b", "$(x)");

        var command = Assert.IsType<CommandVerdict.Verified>(await VerifyAsync(Printed)).Command;

        Assert.Equal(["/bin/ls", "-l", "a b", "$(x)"], command.Command!.Args!);
        Assert.Equal(("deploy", 300, "b=c"), (command.Command.User, command.Command.TimeoutSeconds, command.Command.Env["A"]));
        Assert.InRange(command.Expires - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(58), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task EachCommand_HasANonceOfItsOwn()
    {
        var key = MakeKey("alice");
        await _tool.OkAsync("sign-command", "--key", key, "--host", "*", "--", "true");
        var first = CommandEnvelope.CommandOf(Printed).Nonce;
        await _tool.OkAsync("sign-command", "--key", key, "--host", "*", "--", "true");

        Assert.NotEqual(first, CommandEnvelope.CommandOf(Printed).Nonce);
    }

    [Fact]
    public async Task Script_IsSignedAsItIs()
    {
        var key = MakeKey("alice");
        _tool.Write("a.sh", "#!/bin/sh\necho 'ä' \"$1\"\r\n");
        await _tool.OkAsync("sign-command", "--key", key, "--host", "*", "--expires", "7d", "--script", _tool["a.sh"],
            "--interpreter", "/bin/bash", "--interpreter", "-e", "--exclusive", "--safe-to-repeat", "--directory", "/tmp", "--output", _tool["a.json"]);

        var command = CommandEnvelope.CommandOf(Written("a.json")).Command!;
        Assert.Equal("#!/bin/sh\necho 'ä' \"$1\"\r\n", command.Script);
        Assert.Equal(["/bin/bash", "-e"], command.Interpreter!);
        Assert.Equal((true, true, "/tmp"), (command.IsExclusive, command.IsSafeToRepeat, command.WorkingDirectory));
    }

    [Fact]
    public async Task Runbook_IsSignedWithItsValues()
    {
        var key = MakeKey("alice");
        await _tool.OkAsync("sign-command", "--key", key, "--host", "*", "--runbook", "restart@1", "--parameter", "unit=nginx");

        var command = CommandEnvelope.CommandOf(Printed);
        Assert.Equal((new RunbookReference("restart", "1"), "nginx"), (command.Runbook, command.Parameters["unit"]));
    }

    [Fact]
    public async Task TwoKeysOnTwoMachines_SignOneCommand()
    {
        await _tool.InitAsync();
        var (alice, bob) = (MakeKey("alice"), MakeKey("bob", "secret"));
        _tool.Write("pass", "secret\n");
        Assert.Equal(ExitCodes.Ok, await DelegateAsync("--commands", _tool["alice.pub"], "--commands", _tool["bob.pub"], "--threshold", "2"));
        await _tool.OkAsync("sign-command", "--key", alice, "--host", "*", "--output", _tool["c.json"], "--", "true");
        Assert.IsType<CommandVerdict.Refused>(await VerifyAsync(Written("c.json")));

        Assert.Equal(ExitCodes.NoPermission, await _tool.RunAsync("sign-command", "--key", bob, "--cosign", _tool["c.json"]));
        await _tool.OkAsync("sign-command", "--key", bob, "--passphrase-file", _tool["pass"], "--cosign", _tool["c.json"]);

        Assert.Contains("\"true\"", _tool.Error, StringComparison.Ordinal);
        Assert.IsType<CommandVerdict.Verified>(await VerifyAsync(Written("c.json")));
        await _tool.OkAsync("sign-command", "--key", bob, "--passphrase-file", _tool["pass"], "--cosign", _tool["c.json"]);
        Assert.Equal(2, Written("c.json").Signatures.Count);
    }

    [Fact]
    public async Task Delegations_AddUp_AndRevokeTakesOneBack()
    {
        await _tool.InitAsync();
        var key = MakeKey("alice");
        MakeKey("bob");
        Assert.Equal(ExitCodes.Ok, await DelegateAsync("--commands", _tool["alice.pub"], "--host", "web-*", "--user", "deploy"));
        Assert.Equal(ExitCodes.Ok, await DelegateAsync("--commands", _tool["bob.pub"]));
        var both = await FindAsync();
        Assert.Equal((2, 1, 2), (both.Generation, both.Threshold, both.Keys.Count));
        var (id, alice) = both.Keys.Single(k => k.Value.Name == "alice");
        Assert.Equal(["web-*"], alice.Hosts!);
        Assert.Equal(["deploy"], alice.Users!);
        await _tool.OkAsync("sign-command", "--key", key, "--host", "*", "--user", "deploy", "--", "true");
        var envelope = Printed;
        Assert.IsType<CommandVerdict.Verified>(await VerifyAsync(envelope));

        await _tool.OkAsync("revoke", "--repo", _tool.Repo, "--keys", _tool.Keys, "--commands", id[..10]);

        Assert.IsType<CommandVerdict.Refused>(await VerifyAsync(envelope));
        await _tool.OkAsync("revoke", "--repo", _tool.Repo, "--keys", _tool.Keys, "--commands", (await FindAsync()).Keys.Single().Key);
        var none = await FindAsync();
        Assert.Equal((4, 0), (none.Generation, none.Keys.Count));
        Assert.Contains("no key", _tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Threshold_StaysUntilItIsGiven()
    {
        await _tool.InitAsync();
        foreach (var name in new[] { "a", "b", "c" }) MakeKey(name);
        Assert.Equal(ExitCodes.Usage, await DelegateAsync("--commands", _tool["a.pub"], "--threshold", "2"));
        Assert.Equal(ExitCodes.Ok, await DelegateAsync("--commands", _tool["a.pub"], "--commands", _tool["b.pub"], "--threshold", "2"));
        Assert.Equal(ExitCodes.Ok, await DelegateAsync("--commands", _tool["c.pub"]));

        Assert.Equal((2, 3), ((await FindAsync()).Threshold, (await FindAsync()).Keys.Count));
    }

    [Theory]
    [InlineData("--commands", "a.pub", "--publisher", "team")]
    [InlineData("--commands", "a.pub", "--subagent", "demo")]
    [InlineData("--commands", "a.pub", "--allow-root")]
    [InlineData("--commands", "a.pub", "--host", "")]
    [InlineData("--publisher", "team")]
    [InlineData("--subagent", "demo")]
    [InlineData("--publisher", "team", "--publisher-key", "a.pub", "--subagent", "demo", "--host", "web-*")]
    [InlineData]
    public async Task WrongWordsOfDelegate_ChangeNothing(params string[] options)
    {
        await _tool.InitAsync();
        MakeKey("a");
        var before = Directory.GetFiles(_tool["repo/metadata"]).Order().ToList();

        Assert.Equal(ExitCodes.Usage, await DelegateAsync([.. options.Select(o => o.EndsWith(".pub", StringComparison.Ordinal) ? _tool[o] : o)]));

        Assert.Equal(before, Directory.GetFiles(_tool["repo/metadata"]).Order());
    }

    [Theory]
    [InlineData("--", "true")]
    [InlineData("--host", "*")]
    [InlineData("--host", "*", "--script", "a.sh", "--", "true")]
    [InlineData("--host", "*", "--runbook", "a@1", "--user", "b")]
    [InlineData("--host", "*", "--runbook", "a")]
    [InlineData("--host", "*", "--expires", "8d", "--", "true")]
    [InlineData("--host", "*", "--expires", "0s", "--", "true")]
    [InlineData("--host", "*", "--expires", "1", "--", "true")]
    [InlineData("--host", "*", "--timeout", "8d", "--", "true")]
    [InlineData("--host", "*", "--timeout", "99999999999d", "--", "true")]
    [InlineData("--host", "*", "--env", "A", "--", "true")]
    [InlineData("--host", "*", "--env", "AOPS_A=1", "--", "true")]
    [InlineData("--host", "*", "--user", "a b", "--", "true")]
    [InlineData("--host", "*", "--directory", "a", "--", "true")]
    [InlineData("--host", "", "--", "true")]
    [InlineData("--host", "*", "--parameter", "a=b", "--", "true")]
    public async Task WrongWordsOfSignCommand_SignNothing(params string[] options)
    {
        _tool.Write("a.sh", "true");
        Assert.Equal(ExitCodes.Usage, await _tool.RunAsync(
            ["sign-command", "--key", MakeKey("a"), .. options.Select(o => o == "a.sh" ? _tool[o] : o)]));
        Assert.DoesNotContain("payload", _tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilesThatAreNone_AreSaid()
    {
        var key = MakeKey("a");
        await File.WriteAllBytesAsync(_tool["latin1"], [0xe4, 0x0a]);
        _tool.Write("none.json", "{}");

        Assert.Equal(ExitCodes.BadData, await _tool.RunAsync("sign-command", "--key", key, "--host", "*", "--script", _tool["latin1"]));
        Assert.Equal(ExitCodes.NoInput, await _tool.RunAsync("sign-command", "--key", key, "--host", "*", "--script", _tool["gone"]));
        Assert.Equal(ExitCodes.BadData, await _tool.RunAsync("sign-command", "--key", key, "--cosign", _tool["none.json"]));
        Assert.Equal(ExitCodes.NoInput, await _tool.RunAsync("sign-command", "--key", key, "--cosign", _tool["gone"]));
        Assert.Equal(ExitCodes.NoInput, await _tool.RunAsync("sign-command", "--key", _tool["gone"], "--host", "*", "--", "true"));
        Assert.Equal(ExitCodes.Usage, await _tool.RunAsync("sign-command", "--key", key, "--cosign", _tool["none.json"], "--", "true"));
    }
}
