using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Aops.Layout;
using Aops.Releases.Runbooks;
using Aops.Releases.Transport;

namespace Aops.ReleaseTool.Tests;

/// <summary><c>runbook</c>: what hosts run at a server's word.</summary>
public sealed class RunbookTests : IDisposable
{
    private const string Restart = """
        {
          "name": "restart", "version": "1", "title": "Restart a unit", "description": "Restarts one unit of systemd.",
          "parameters": [{ "name": "unit", "pattern": "[a-z]+", "isRequired": true }],
          "command": { "args": ["/bin/systemctl", "restart", "${unit}"], "user": "root" }
        }
        """;

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    private Task<int> AddAsync(string content, string file = "restart.json")
    {
        _tool.Write(file, content);
        return _tool.RunAsync("runbook", "add", _tool[file], "--repo", _tool.Repo, "--keys", _tool.Keys);
    }

    private Task<int> RemoveAsync(string name, string version) =>
        _tool.RunAsync("runbook", "remove", name, version, "--repo", _tool.Repo, "--keys", _tool.Keys);

    private async Task<TargetLook<Runbook>> FindAsync(string name, string version)
    {
        var layout = new AopsLayout(_tool["host"]);
        Directory.CreateDirectory(Path.GetDirectoryName(layout.TrustRoot)!);
        File.Copy(_tool.TrustRoot, layout.TrustRoot, overwrite: true);
        return await new RunTargetSource(new DirectoryReleaseSource(_tool.Repo), layout, TimeProvider.System)
            .FindRunbookAsync(new RunbookReference(name, version), CancellationToken.None);
    }

    [Fact]
    public async Task Added_IsWhatHostsFind_AndListed()
    {
        await _tool.InitAsync();

        Assert.Equal(ExitCodes.Ok, await AddAsync(Restart));

        var found = Assert.IsType<TargetLook<Runbook>.Found>(await FindAsync("restart", "1")).Content;
        Assert.Equal("Restart a unit", found.Title);
        await _tool.OkAsync("runbook", "list", "--repo", _tool.Repo);
        Assert.Contains("runbooks/restart/1.json: Restart a unit", _tool.Output, StringComparison.Ordinal);
        Assert.Contains("unit: [a-z]+, required", _tool.Output, StringComparison.Ordinal);
        await _tool.OkAsync("list", "--repo", _tool.Repo);
        Assert.Contains("runbook    restart 1", _tool.Output, StringComparison.Ordinal);
        await _tool.OkAsync("verify", "--repo", _tool.Repo, "--root", _tool.TrustRoot);
    }

    [Fact]
    public async Task AddedAgain_ChangesNothing_AndOtherContentNeverReplacesIt()
    {
        await _tool.InitAsync();
        Assert.Equal(ExitCodes.Ok, await AddAsync(Restart));
        var before = Directory.GetFiles(_tool["repo/metadata"]).Order().ToList();

        Assert.Equal(ExitCodes.Ok, await AddAsync(Restart));
        Assert.Contains("nothing was changed", _tool.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.CannotWrite, await AddAsync(Restart.Replace("Restart a unit", "Other", StringComparison.Ordinal)));

        Assert.Equal(before, Directory.GetFiles(_tool["repo/metadata"]).Order());
    }

    [Fact]
    public async Task Removed_IsNotFound_AndItsVersionNeverComesBack()
    {
        await _tool.InitAsync();
        Assert.Equal(ExitCodes.Ok, await AddAsync(Restart));

        Assert.Equal(ExitCodes.Ok, await RemoveAsync("restart", "1"));

        Assert.IsType<TargetLook<Runbook>.Absent>(await FindAsync("restart", "1"));
        Assert.Equal(ExitCodes.CannotWrite, await AddAsync(Restart));
        Assert.Equal(ExitCodes.NoInput, await RemoveAsync("restart", "1"));
        Assert.Equal(ExitCodes.Ok, await AddAsync(Restart.Replace("\"1\"", "\"2\"", StringComparison.Ordinal)));
        Assert.IsType<TargetLook<Runbook>.Found>(await FindAsync("restart", "2"));
    }

    [Theory]
    [InlineData("not json", "not what this version reads")]
    [InlineData("null", "it holds null")]
    [InlineData("""{"name":"a","version":"1","title":"t","description":"d","command":{"args":["/bin/a","${x}"]}}""", "is no parameter")]
    [InlineData("""{"name":"a","version":"1","title":"t","description":"","command":{"args":["/bin/a"]}}""", "say what the runbook does")]
    [InlineData("""{"name":"a","version":"1","title":"t","description":"d","command":{"args":["/bin/a"],"timeout":5}}""", "timeout")]
    public async Task WhatHostsWouldRefuse_IsNotSigned(string content, string sentence)
    {
        await _tool.InitAsync();
        var before = Directory.GetFiles(_tool["repo/metadata"]).Order().ToList();

        Assert.Equal(ExitCodes.BadData, await AddAsync(content));

        Assert.Contains(sentence, _tool.Error, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFiles(_tool["repo/metadata"]).Order());
    }

    [Fact]
    public async Task FileThatIsNotThere_IsSaid()
    {
        await _tool.InitAsync();

        Assert.Equal(ExitCodes.NoInput, await _tool.RunAsync(
            "runbook", "add", _tool["none.json"], "--repo", _tool.Repo, "--keys", _tool.Keys));
    }

    // One bad file among several signs none of them.
    [Fact]
    public async Task Several_AreSignedTogetherOrNotAtAll()
    {
        await _tool.InitAsync();
        _tool.Write("a.json", Restart);
        _tool.Write("b.json", "{}");

        Assert.Equal(ExitCodes.BadData, await _tool.RunAsync(
            "runbook", "add", _tool["a.json"], _tool["b.json"], "--repo", _tool.Repo, "--keys", _tool.Keys));

        Assert.IsType<TargetLook<Runbook>.Absent>(await FindAsync("restart", "1"));
    }
}
