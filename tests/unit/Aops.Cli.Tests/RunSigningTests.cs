using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Cli.Tests.Support;
using Aops.Contracts.Json;
using Aops.Contracts.Wire.Runs;
using Aops.Releases.Keys;
using Aops.Releases.Runbooks;
using Aops.Server.Tests.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Cli.Tests;

/// <summary>
/// <c>aops run --sign-key</c>, from the key to what the host is given, which is verified as hosts verify it: by the keys that
/// the operator has delegated, with the host's own clock.
/// </summary>
public sealed class RunSigningTests
{
    private const string Passphrase = "correct horse";

    [Fact]
    public async Task Command_IsSignedForTheChosenHosts_AndRunsWhereOnlySignedOnesDo()
    {
        await using var scene = await RunScene.StartAsync(RunPolicy.Signed, "a");
        var key = MakeKey(scene);
        var running = scene.Bench.RunAsync(
            "run", "--host", "box", "--sign-key", key, "--user", "deploy", "--timeout", "10m", "--start-within", "5m", "--", "uptime", "-p");

        var id = await scene.RunIdAsync();
        var envelope = await EnvelopeAsync(scene, id);
        await scene.Hosts[0].RunAsync(id, "up 3 days\n");

        var run = (await running).Expect(0);
        Assert.Equal("up 3 days\n", run.Output);
        Assert.Contains("it is signed for box, and can be started for 5 minutes", run.Error, StringComparison.Ordinal);
        Assert.Contains("1 host, of which 1 would run it now", run.Error, StringComparison.Ordinal);
        Assert.Equal("signed", (string?)(await scene.Bench.Server.Operator.ReadRunAsync(id))["kind"]);
        var command = Assert.IsType<CommandVerdict.Verified>(Verify(envelope, key, "box")).Command;
        Assert.Equal(["uptime", "-p"], command.Command!.Args!);
        Assert.Equal(("deploy", 600), (command.Command.User, command.Command.TimeoutSeconds));
        Assert.InRange(command.Expires - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        // Not another host, not another key, not with a byte changed.
        Assert.IsType<CommandVerdict.Refused>(Verify(envelope, key, "box-2"));
        Assert.IsType<CommandVerdict.Refused>(Verify(envelope, MakeKey(scene), "box"));
        var payload = Convert.FromBase64String(envelope.Payload);
        payload[^2] ^= 1;
        Assert.IsType<CommandVerdict.Refused>(Verify(envelope with { Payload = Convert.ToBase64String(payload) }, key, "box"));
        (await scene.Bench.RunAsync("runs", "rerun", id, "--phase", "succeeded")).Expect(5);
    }

    [Fact]
    public async Task EachRun_HasANonceOfItsOwn_AndSeveralKeysSign()
    {
        await using var scene = await RunScene.StartAsync(RunPolicy.Signed, "a");
        var (first, second) = (MakeKey(scene), MakeKey(scene));
        var nonces = new HashSet<string>();
        for (var i = 0; i < 2; i++)
        {
            var id = (await scene.Bench.RunAsync(
                "run", "-q", "", "-d", "--sign-key", first, "--sign-key", second, "--sign-for", "web-*", "--sign-for", "box", "--", "true"))
                .Expect(0).Output.Trim();
            var envelope = await EnvelopeAsync(scene, id);
            Assert.Equal(2, envelope.Signatures.Count);
            Assert.IsType<CommandVerdict.Verified>(Verify(envelope, second, "web-9"));
            nonces.Add(CommandEnvelope.CommandOf(envelope).Nonce);
            await scene.Hosts[0].ReportAsync(id, RunPhase.Succeeded, 0, 0);
        }

        Assert.Equal(2, nonces.Count);
    }

    [Fact]
    public async Task Runbook_IsSignedWithItsValues()
    {
        await using var scene = await RunScene.StartAsync(RunPolicy.Signed, "a");
        var repository = new TestRepository();
        repository.AddRunbook("wipe", "1.0", needsSignature: true);
        repository.Add("1.0.0", [1]);
        await repository.SendAsync(scene.Bench.Server.Operator);
        var key = MakeKey(scene);

        (await scene.Bench.RunAsync("run", "--host", "box", "-d", "--runbook", "wipe@1.0", "unit=a.service")).Expect(2);
        var id = (await scene.Bench.RunAsync("run", "--host", "box", "-d", "--sign-key", key, "--runbook", "wipe@1.0", "unit=a.service"))
            .Expect(0).Output.Trim();

        var command = CommandEnvelope.CommandOf(await EnvelopeAsync(scene, id));
        Assert.Equal((new RunbookReference("wipe", "1.0"), "a.service"), (command.Runbook, command.Parameters["unit"]));
    }

    [Fact]
    public async Task Passphrase_IsAskedForAtATerminal_OrReadFromAFile_AndNeverHangs()
    {
        await using var scene = await RunScene.StartAsync(RunPolicy.Signed, "a");
        var key = MakeKey(scene, Passphrase);
        string[] words = ["run", "--host", "box", "-d", "--sign-key", key, "--", "true"];

        var refused = (await scene.Bench.RunAsync(words)).Expect(4);
        Assert.Contains("--passphrase-file", refused.Error, StringComparison.Ordinal);
        Assert.Contains("nothing was run", refused.Error, StringComparison.Ordinal);
        var file = Path.Combine(scene.Bench.Home, "passphrase");
        await File.WriteAllTextAsync(file, Passphrase + "\n");
        (await scene.Bench.RunAsync(["run", "--passphrase-file", file, .. words[1..]])).Expect(0);
        (scene.Bench.Columns, scene.Bench.Typed) = (120, Passphrase);
        var asked = (await scene.Bench.RunAsync(words)).Expect(0);
        Assert.Contains($"passphrase of {key}: ", asked.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Passphrase, asked.Error + asked.Output, StringComparison.Ordinal);
        scene.Bench.Typed = "wrong";
        (await scene.Bench.RunAsync(words)).Expect(4);
        scene.Bench.Columns = null;

        // A key on standard input.
        scene.Bench.Typed = await File.ReadAllTextAsync(MakeKey(scene));
        (await scene.Bench.RunAsync("run", "--host", "box", "-d", "--sign-key", "-", "--", "true")).Expect(0);
    }

    [Fact]
    public async Task AServerThatTellsAPattern_OrAnotherHost_GetsNoSignature()
    {
        await using var scene = await RunScene.StartAsync(RunPolicy.Signed, "a");
        var key = MakeKey(scene);
        foreach (var (name, code) in new[] { ("*", 2), ("web-?", 2), (new string('a', 32), 2), ("db-1", 5), ("box.example.com", 0) })
        {
            await scene.Bench.Server.StopAsync();
            await using (var database = scene.Bench.Server.OpenDatabase())
            {
                await database.WriteAsync(
                    connection => connection.Prepare("UPDATE agent SET hostname = @name").Set("@name", name).Run(),
                    Aops.Server.Storage.Durability.Process, CancellationToken.None);
            }
            await scene.Bench.Server.StartAgainAsync();
            scene.Bench.LogIn(
                scene.Bench.Server.Application.Url.ToString(), scene.Bench.Server.Application.Folder.OpenOperatorToken());

            var run = (await scene.Bench.RunAsync("run", "--host", "box", "--dry-run", "--sign-key", key, "--", "true")).Expect(code);

            if (code > 0) Assert.Contains("nothing was run", run.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(3, "no-such.key is not there", "--sign-key", "no-such.key", "--", "true")]
    [InlineData(2, "go with --sign-key", "--sign-for", "web-*", "--", "true")]
    [InlineData(2, "give one of both", "--sign-key", "no-such.key", "--signed", "x.json")]
    [InlineData(2, "for 7 days at most", "--sign-key", "no-such.key", "--start-within", "8d", "--", "true")]
    public async Task WrongWords_AreRefused(int code, string told, params string[] words)
    {
        await using var scene = await RunScene.StartAsync("a");
        await File.WriteAllTextAsync(Path.Combine(scene.Bench.Home, "x.json"), "{}");
        var signed = words.Select(word => word == "x.json" ? Path.Combine(scene.Bench.Home, word) : word);

        var run = (await scene.Bench.RunAsync(["run", "--host", "box", .. signed])).Expect(code);

        Assert.Contains(told, run.Error, StringComparison.Ordinal);
        Assert.Empty((await scene.Bench.Server.Operator.GetOkAsync("/api/v1/runs"))["runs"]!.AsArray());
    }

    private static string MakeKey(RunScene scene, string? passphrase = null)
    {
        using var key = SigningKey.Generate();
        var file = Path.Combine(scene.Bench.Home, $"{Guid.NewGuid():N}.key");
        key.Save(file, passphrase);
        return file;
    }

    private static async Task<RunEnvelope> EnvelopeAsync(RunScene scene, string id) =>
        (await scene.Hosts[0].WaitForOrderAsync(id))["envelope"]!.Deserialize(ContractsJson.Default.RunEnvelope)!;

    // As on a host to which the owner of the repository has delegated the key.
    private static CommandVerdict Verify(RunEnvelope envelope, string keyFile, string hostname)
    {
        using var key = SigningKey.Load(keyFile, new Passphrase(null, null));
        var delegated = new JsonObject
        {
            ["schema"] = 1, ["generation"] = 1, ["threshold"] = 1,
            ["keys"] = new JsonObject { [key.Public.Id] = key.Public.ToJson() },
        };
        var commanders = Commanders.Parse(System.Text.Encoding.UTF8.GetBytes(delegated.ToJsonString()));
        return CommandEnvelope.Verify(envelope, commanders, new RunHost(hostname, null, null), DateTimeOffset.UtcNow);
    }
}
