using Aops.Contracts;

namespace Aops.ReleaseTool.Tests;

/// <summary>Sub-agents that depend on each other in a cycle are not signed.</summary>
public sealed class DependencyCheckTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task Cycle_WithSignedReleases_IsRefusedAndNothingIsSigned()
    {
        await _tool.InitAsync();
        await _tool.SignAsync(await PackAsync("a", "1", "b"), await PackAsync("b", "1", "c"));

        var code = await SignAsync(await PackAsync("c", "1", "a"));

        Assert.Equal(ExitCodes.BadData, code);
        Assert.Contains("c 1 depends on itself: c -> a -> b -> c", _tool.Error, StringComparison.Ordinal);
        await _tool.OkAsync("list", "--repo", _tool.Repo);
        Assert.DoesNotContain("c 1", _tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cycle_WithinOneCommand_IsRefused()
    {
        await _tool.InitAsync();

        var code = await SignAsync(await PackAsync("a", "1", "b"), await PackAsync("b", "1", "a"));

        Assert.Equal(ExitCodes.BadData, code);
        Assert.Contains("a 1 depends on itself: a -> b -> a", _tool.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cycle_WithAnOlderReleaseAlone_IsNone()
    {
        await _tool.InitAsync();
        await _tool.SignAsync(await PackAsync("a", "1", "b"));
        await _tool.SignAsync(await PackAsync("a", "2"));

        await _tool.SignAsync(await PackAsync("b", "1", "a"));
    }

    [Fact]
    public async Task Cycle_BrokenInTheSameCommand_IsNone()
    {
        await _tool.InitAsync();
        await _tool.SignAsync(await PackAsync("a", "1", "b"));

        await _tool.SignAsync(await PackAsync("b", "1", "a"), await PackAsync("a", "2"));
    }

    [Fact]
    public async Task DependencyThatTheRepositoryDoesNotHave_IsSigned()
    {
        await _tool.InitAsync();

        await _tool.SignAsync(await PackAsync("a", "1", "elsewhere"));
    }

    private Task<int> SignAsync(params string[] packages) =>
        _tool.RunAsync(["sign", "--repo", _tool.Repo, "--keys", _tool.Keys, .. packages]);

    private async Task<string> PackAsync(string name, string version, params string[] dependsOn)
    {
        var folder = $"{name}-{version}";
        _tool.Write($"{folder}/run", $"{name} {version}", executable: true);
        var names = string.Join(',', dependsOn.Select(dependency => $"\"{dependency}\""));
        _tool.Write($"{folder}/subagent.json",
            $$"""{"name":"{{name}}","version":"{{version}}","exec":"run","dependsOn":[{{names}}]}""");
        var file = _tool[$"{folder}.tar.zst"];
        await _tool.OkAsync("pack", "--input", _tool[folder], "--kind", "subagent", "--name", name,
            "--version", version, "--output", file);
        return file;
    }
}
