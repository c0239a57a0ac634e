using Aops.Contracts.Wire.Runs;
using Aops.Native.Files;
using Aops.Spm.Runs;

namespace Aops.Spm.Tests.Runs;

/// <summary>Secrets that lie on the host, which a run names.</summary>
public sealed class RunSecretTests : IAsyncDisposable
{
    private const string Word = "correct horse'\"$(id)`battery";

    private readonly RunBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task NamedSecret_ReachesTheProgram_AndIsMaskedInItsOutput()
    {
        Lay("db-password", Word + "\n");
        await _bench.StartAsync();

        _bench.Offer("r1", "printf %s \"$DB\" | wc -c; echo \"it is $DB.\"; echo \"$DB\" >&2; echo end", Naming("db-password"));
        var final = await _bench.FinalAsync("r1");

        Assert.Equal((RunPhase.Succeeded, null), (final.Phase, final.Reason));
        var shown = _bench.Server.Text("r1");
        Assert.Contains($"{Word.Length}\nit is ***.\n", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(_bench.Folder("r1").Path, "*", SearchOption.AllDirectories),
            file => TextOf(file).Contains("horse", StringComparison.Ordinal));
    }

    // What the server has taken is removed meanwhile.
    private static string TextOf(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return "";
        }
    }

    [Fact]
    public async Task SecretParameterOfARunbook_IsMasked()
    {
        var order = _bench.Order("r1", "echo $AOPS_PARAM_WORD",
            command => command with { Env = new Dictionary<string, string> { ["AOPS_PARAM_WORD"] = "hunter22" } });
        _bench.Verdicts["r1"] = new RunVerdict.Allowed(order.Command!)
        {
            StartBefore = order.StartBefore, Parameters = "{}"u8.ToArray(), Secrets = ["hunter22"],
        };
        await _bench.StartAsync();

        _bench.Offer(order);
        await _bench.FinalAsync("r1");

        Assert.Equal("***\n", _bench.Server.Text("r1"));
    }

    [Theory]
    [InlineData(null, "this host has no secret 'db-password': it would be the file ")]
    [InlineData("", "is empty")]
    [InlineData("a\0b", "holds a NUL")]
    [InlineData("open", "other users may use the secret ")]
    public async Task SecretThatCannotBeUsed_IsToldAndNothingIsExecuted(string? content, string sentence)
    {
        if (content is not null) Lay("db-password", content, content == "open" ? AtomicFile.Public : AtomicFile.Private);
        await _bench.StartAsync();

        _bench.Offer("r1", "echo executed", Naming("db-password"));
        var final = await _bench.FinalAsync("r1");

        Assert.Equal(RunPhase.Failed, final.Phase);
        Assert.Contains(sentence, final.Reason, StringComparison.Ordinal);
        Assert.Equal("", _bench.Server.Text("r1"));
    }

    private static Func<RunCommand, RunCommand> Naming(string secret) =>
        command => command with { Secrets = new Dictionary<string, string> { ["DB"] = secret } };

    private void Lay(string name, string content, UnixFileMode mode = AtomicFile.Private)
    {
        var path = Path.Combine(_bench.Spm.Layout.Secrets, name);
        AtomicFile.CreateDirectory(_bench.Spm.Layout.Secrets, AtomicFile.PrivateDirectory);
        File.WriteAllText(path, content);
        File.SetUnixFileMode(path, mode);
    }
}
