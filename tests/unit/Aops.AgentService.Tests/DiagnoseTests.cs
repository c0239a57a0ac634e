using System.Formats.Tar;
using System.IO.Compression;
using Aops.AgentService.Diagnose;
using Aops.Contracts;
using Aops.Native.Files;

namespace Aops.AgentService.Tests;

/// <summary>The bundle for those who help from afar: what is in it, what is not, and how long it is.</summary>
public sealed class DiagnoseTests : IDisposable
{
    private readonly TemporaryRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("token aops-agent-0123456789abcdefghij_-XYZ end", "token (secret) end")]
    [InlineData("proxy: http://ana:pass@proxy:3128", "proxy: http://(secret)@proxy:3128")]
    [InlineData("Authorization: Bearer abc def", "Authorization: (secret)")]
    [InlineData("""{"cookie": "a=b", "x": 1}""", """{"cookie": (secret)""")]
    [InlineData("dbPassword: hunter2", "dbPassword: (secret)")]
    [InlineData("""{"apiKey":"abc","port":1}""", """{"apiKey":"(secret)","port":1}""")]
    [InlineData("API_KEY=abc PORT=1", "API_KEY=(secret) PORT=1")]
    [InlineData("a\n-----BEGIN EC PRIVATE KEY-----\nMHc\n-----END EC PRIVATE KEY-----\nb", "a\n(secret)\nb")]
    [InlineData("a\n-----BEGIN PRIVATE KEY-----\nMHc", "a\n(secret)")]
    [InlineData("the host is up\n\nsince 1 h\n", "the host is up\n\nsince 1 h\n")]
    [InlineData("secrets are not told", "secrets are not told")]
    public void Secrets_AreTakenOut(string text, string shown) => Assert.Equal(shown, Redaction.Of(text));

    [Fact]
    public async Task Bundle_TellsOfTheHost_AndHoldsNoSecret()
    {
        const string Secret = "hunter2hunter2hunter2hunter2";
        _root.LayOutSlot();
        Directory.CreateDirectory(_root.Layout.Log);
        await using var spm = FakeSpm.Start(_root.Layout, Role.Spm, _ => [FakeSpm.Status()]);
        await File.WriteAllTextAsync(_root.Layout.Conf, $"heartbeatSrv: https://aops:7443\nproxy: http://ana:{Secret}@proxy:3128\n");
        await File.WriteAllTextAsync(_root.Layout.Identity, $$"""{"token":"aops-agent-{{Secret}}"}""");
        await File.WriteAllTextAsync(_root.Layout.Desired, $$$"""{"env":{"PGPASSWORD":"{{{Secret}}}"}}""");
        await File.WriteAllTextAsync(_root.Layout.LogFile(Role.Spm), $"began\nshown aops-agent-{Secret}\n");
        var file = Path.Combine(_root.Layout.Root, "bundle.tar.gz");

        DiagnosisBundle.Write(file, await new HostDiagnosis(_root.Context).TakeAsync(CancellationToken.None), DateTimeOffset.UtcNow);

        var parts = Read(file);
        Assert.Equal(
            ["CONTENT.txt", "conf.yml", "files.txt", "host.txt", "journal.json", "logs/launch.log", "logs/spa.log", "logs/spm.log",
                "status.json", "status.txt"],
            parts.Keys.Order(StringComparer.Ordinal));
        Assert.All(parts, part => Assert.DoesNotContain(Secret, part.Value, StringComparison.Ordinal));
        Assert.Contains("heartbeatSrv: https://aops:7443", parts["conf.yml"], StringComparison.Ordinal);
        Assert.Contains("identity.json", parts["files.txt"], StringComparison.Ordinal);
        Assert.Contains("began", parts["logs/spm.log"], StringComparison.Ordinal);
        Assert.Contains("aops-spa does not run", parts["status.txt"], StringComparison.Ordinal);
        Assert.Contains("processors", parts["host.txt"], StringComparison.Ordinal);
        Assert.All(parts.Keys.Except(["CONTENT.txt"]), name => Assert.Contains($"{name}: ", parts["CONTENT.txt"], StringComparison.Ordinal));
        Assert.Equal(AtomicFile.Private, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task HostWithoutASuite_IsToldOf()
    {
        var parts = await new HostDiagnosis(_root.Context).TakeAsync(CancellationToken.None);

        Assert.Contains("is not there", Assert.Single(parts, part => part.Name == "conf.yml").Text, StringComparison.Ordinal);
        Assert.Contains("there is none", Assert.Single(parts, part => part.Name == "logs/spm.log").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Bundle_IsBounded_WhateverIsInIt()
    {
        var random = new Random(7);
        var noise = string.Create(2 * DiagnosisBundle.PartBytesMax, random, static (text, random) =>
        {
            for (var i = 0; i < text.Length; i++) text[i] = (char)random.Next(' ', 'ÿ');
        });
        var file = Path.Combine(_root.Layout.Root, "bundle.tar.gz");

        var written = DiagnosisBundle.Write(
            file, [.. Enumerable.Range(0, 40).Select(number => new DiagnosisPart($"{number}.log", "Noise.", noise + "\nlast\n"))],
            DateTimeOffset.UtcNow);

        Assert.InRange(new FileInfo(file).Length, 1024 * 1024, DiagnosisBundle.BytesMax);
        Assert.InRange(written.Count, 9, 11);
        Assert.StartsWith("[the beginning was left out]\n", written[0].Text, StringComparison.Ordinal);
        Assert.EndsWith("\nlast\n", written[0].Text, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Read(string file)
    {
        using var zip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var tar = new TarReader(zip);
        var parts = new Dictionary<string, string>();
        while (tar.GetNextEntry() is { } entry)
        {
            using var reader = new StreamReader(entry.DataStream!);
            parts[entry.Name] = reader.ReadToEnd();
        }
        return parts;
    }
}
