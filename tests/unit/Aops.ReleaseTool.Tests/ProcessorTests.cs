using Aops.Contracts;
using Aops.Releases.Packages;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;

namespace Aops.ReleaseTool.Tests;

/// <summary>One version for two processors: each host finds its own, and none is signed under the other's name.</summary>
public sealed class ProcessorTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task VersionForTwoProcessors_IsOneRelease_OfWhichAHostFindsItsOwn()
    {
        await _tool.InitAsync();
        await _tool.SignAsync(await PackAsync("x64"));
        await _tool.SignAsync(await PackAsync("arm64"));

        await _tool.OkAsync("list", "--repo", _tool.Repo);
        Assert.Contains("agent/1.0/aops-agent-linux-x64.tar.zst", _tool.Output, StringComparison.Ordinal);
        Assert.Contains("agent/1.0/aops-agent-linux-arm64.tar.zst", _tool.Output, StringComparison.Ordinal);
        var client = _tool.Client(new DirectoryReleaseSource(_tool.Repo));
        Assert.IsType<TufRefresh.Ok>(await client.RefreshAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, client.Targets.Count);
        Assert.Single(client.Targets.Select(target => target.ReleaseNumber).Distinct());
        Assert.Equal(PackageKinds.LocalArchitecture, client.FindAgent("1.0")?.Architecture);
    }

    [Fact]
    public async Task HostOfAProcessorWithoutAPackage_FindsNone()
    {
        await _tool.InitAsync();
        await _tool.SignAsync(await PackAsync(PackageKinds.LocalArchitecture == "x64" ? "arm64" : "x64"));

        var client = _tool.Client(new DirectoryReleaseSource(_tool.Repo));
        Assert.IsType<TufRefresh.Ok>(await client.RefreshAsync(TestContext.Current.CancellationToken));
        Assert.Null(client.FindAgent("1.0"));
    }

    [Theory]
    [InlineData(62, "arm64", "'bin/aops-spm' is a program for x64, and --architecture says 'arm64'")]
    [InlineData(183, "x64", "'bin/aops-spm' is a program for arm64, and --architecture says 'x64'")]
    public async Task ProgramOfAnotherProcessor_IsNotPacked(byte machine, string architecture, string sentence)
    {
        _tool.MakeFolder();
        WriteProgram("in/bin/aops-spm", machine);

        Assert.Equal(ExitCodes.BadData, await _tool.RunAsync("pack", "--input", _tool["in"], "--kind", "agent",
            "--version", "1.0", "--architecture", architecture, "--output", _tool["x"]));

        Assert.Contains(sentence, _tool.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_tool["x"]));
    }

    [Fact]
    public async Task BootstrapProgramOfAnotherProcessor_IsNotSigned()
    {
        await _tool.InitAsync();
        WriteProgram("service", machine: 183);
        string[] words = ["sign", "--repo", _tool.Repo, "--keys", _tool.Keys, "--bootstrap", _tool["service"], "--version", "1.0"];

        Assert.Equal(ExitCodes.BadData, await _tool.RunAsync(words));
        Assert.Contains("is a program for arm64", _tool.Error, StringComparison.Ordinal);

        await _tool.OkAsync([.. words, "--architecture", "arm64"]);
        await _tool.OkAsync("list", "--repo", _tool.Repo);
        Assert.Contains("bootstrap/aops-agent-service-linux-arm64", _tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProcessorThatIsNotKnown_IsRefused() => Assert.Equal(ExitCodes.Usage, await _tool.RunAsync(
        "pack", "--input", _tool.MakeFolder(), "--kind", "agent", "--version", "1.0", "--architecture", "amd64",
        "--output", _tool["x"]));

    private async Task<string> PackAsync(string architecture)
    {
        _tool.MakeFolderOnce();
        var package = _tool[$"{architecture}.tar.zst"];
        await _tool.OkAsync("pack", "--input", _tool["in"], "--kind", "agent", "--version", "1.0",
            "--architecture", architecture, "--output", package);
        return package;
    }

    // The first bytes of a program: 64 bits, little endian, ET_DYN, and the processor.
    private void WriteProgram(string path, byte machine)
    {
        _tool.Write(path, "", executable: true);
        byte[] header = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, machine, 0];
        File.WriteAllBytes(_tool[path], [.. header, .. new byte[64]]);
    }
}
