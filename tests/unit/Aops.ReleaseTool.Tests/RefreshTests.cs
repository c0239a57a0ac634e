using System.Globalization;
using System.Text.Json.Nodes;

namespace Aops.ReleaseTool.Tests;

/// <summary>How long what is signed lasts, and the verb that a timer runs.</summary>
public sealed class RefreshTests : IAsyncLifetime
{
    private readonly Tool _tool = new();

    public async ValueTask InitializeAsync() => await _tool.InitAsync();

    public ValueTask DisposeAsync()
    {
        _tool.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Sec_M11_TimestampAndSnapshot_LastDaysAndNotMonths()
    {
        Assert.InRange(LifeOf("timestamp.json").TotalDays, 6.9, 7.1);
        Assert.InRange(LifeOf("1.snapshot.json").TotalDays, 29.9, 30.1);
    }

    [Fact]
    public async Task Sec_M11_RefreshIfDue_ChangesNothing_WhileNothingIsDue()
    {
        await _tool.OkAsync("refresh", "--repo", _tool.Repo, "--keys", _tool.Keys, "--if-due");

        Assert.Contains("nothing is due: timestamp is good until", _tool.Output, StringComparison.Ordinal);
        Assert.Equal(1, VersionOf("timestamp.json"));
    }

    [Fact]
    public async Task Sec_M11_RefreshIfDue_Signs_WhenTheTimestampExpiresSoon()
    {
        await _tool.OkAsync("refresh", "--repo", _tool.Repo, "--keys", _tool.Keys, "--expires", "2");
        Assert.Equal(2, VersionOf("timestamp.json"));

        await _tool.OkAsync("refresh", "--repo", _tool.Repo, "--keys", _tool.Keys, "--if-due");

        Assert.Equal(3, VersionOf("timestamp.json"));
        Assert.InRange(LifeOf("timestamp.json").TotalDays, 6.9, 7.1);
    }

    [Fact]
    public async Task Sec_M11_RefreshIfDue_TellsOfWhatItDoesNotSign()
    {
        _tool.MakeFolderOnce();
        await _tool.OkAsync(
            "sign", await _tool.PackAsync(), "--repo", _tool.Repo, "--keys", _tool.Keys, "--expires", "10");

        await _tool.OkAsync("refresh", "--repo", _tool.Repo, "--keys", _tool.Keys, "--if-due");

        Assert.Contains("targets expires at", _tool.Output, StringComparison.Ordinal);
    }

    private TimeSpan LifeOf(string file) => DateTimeOffset.Parse(
        (string)Signed(file)["expires"]!, CultureInfo.InvariantCulture) - DateTimeOffset.UtcNow;

    private long VersionOf(string file) => (long)Signed(file)["version"]!;

    private JsonNode Signed(string file) =>
        JsonNode.Parse(File.ReadAllBytes(_tool[$"repo/metadata/{file}"]))!["signed"]!;
}
