using Aops.Contracts;
using Aops.Layout;
using Aops.Releases.Fleet;
using Aops.Releases.Runbooks;
using Aops.Releases.Transport;

namespace Aops.ReleaseTool.Tests;

/// <summary><c>mirrors</c>: what the operator signs of the copies of the repository.</summary>
public sealed class MirrorsTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task Signed_IsWhatHostsFind_IsReplaced_AndTakenBack()
    {
        await _tool.InitAsync();
        Assert.IsType<TargetLook<FleetMirrors>.Absent>(await LookAsync());

        Assert.Equal(ExitCodes.Ok, await SetAsync("""{"sites":[{"addresses":["https://a.example/"]}]}"""));
        Assert.Equal("https://a.example/", await AddressAsync());
        Assert.Equal(ExitCodes.Ok, await SetAsync("""{"sites":[{"addresses":["https://b.example/"]}]}"""));
        Assert.Equal("https://b.example/", await AddressAsync());
        Assert.Equal(ExitCodes.Ok, await _tool.RunAsync(["mirrors", "show", "--repo", _tool.Repo]));
        Assert.Contains("every host: https://b.example/", _tool.Output, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Ok, await RunAsync("remove"));
        Assert.IsType<TargetLook<FleetMirrors>.Absent>(await LookAsync());
        Assert.Equal(ExitCodes.NoInput, await RunAsync("remove"));
        // The name may stand for other content again.
        Assert.Equal(ExitCodes.Ok, await SetAsync("""{"sites":[{"addresses":["https://a.example/"]}]}"""));
    }

    [Theory]
    [InlineData("""{"sites":[{"addresses":["mirror"]}]}""", "sites[0].addresses: must be up to 8")]
    [InlineData("""{"sites":[{"addresses":[],"host":"a"}]}""", "host: is not known; did you mean hosts?")]
    public async Task WhatHostsWouldRefuse_IsNotSigned(string content, string fault)
    {
        await _tool.InitAsync();

        Assert.Equal(ExitCodes.BadData, await SetAsync(content));

        Assert.Contains(fault, _tool.Error, StringComparison.Ordinal);
        Assert.IsType<TargetLook<FleetMirrors>.Absent>(await LookAsync());
    }

    private Task<int> SetAsync(string content)
    {
        _tool.Write("mirrors.json", content);
        return RunAsync("set", _tool["mirrors.json"]);
    }

    private Task<int> RunAsync(params string[] words) =>
        _tool.RunAsync(["mirrors", .. words, "--repo", _tool.Repo, "--keys", _tool.Keys]);

    private async Task<string> AddressAsync() =>
        Assert.Single(Assert.IsType<TargetLook<FleetMirrors>.Found>(await LookAsync()).Content.Of("web")).AbsoluteUri;

    private Task<TargetLook<FleetMirrors>> LookAsync()
    {
        var layout = new AopsLayout(_tool["host"]);
        Directory.CreateDirectory(Path.GetDirectoryName(layout.TrustRoot)!);
        File.Copy(_tool.TrustRoot, layout.TrustRoot, overwrite: true);
        return new FleetMirrorsSource(new DirectoryReleaseSource(_tool.Repo), layout, TimeProvider.System)
            .LookAsync(CancellationToken.None);
    }
}
