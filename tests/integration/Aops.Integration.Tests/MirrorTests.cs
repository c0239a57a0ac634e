using Aops.Contracts;
using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>Packages come from mirrors, which are trusted with nothing.</summary>
public sealed class MirrorTests(FleetFixture fixture) : AgentTest(fixture)
{
    [Fact]
    public async Task UpgradeFromMirrors_OfWhichOneIsHostileAndOneIsGone_IsWhatWasSigned()
    {
        await using var hostile = new FolderServer(Fleet.Workshop.Repository, Change);
        await using var honest = new FolderServer(Fleet.Workshop.Repository);
        await ReadAsync("new settings are in force");
        Agent.EditConf(("mirrors", $"{hostile.Url} http://127.0.0.1:{FreePort.Find()}/ {honest.Url}"));

        await ReadAsync("new settings are in force", times: 2);
        await Fleet.OrderAsync(Agent, PublishedPrograms.Second, Stop);

        await WaitForCommitAsync(PublishedPrograms.Second);
        Assert.NotEmpty(hostile.Given);
        Assert.NotEmpty(honest.Given);
        Assert.All(honest.Given.Concat(hostile.Given), path => Assert.StartsWith("targets/", path));
        var log = await File.ReadAllTextAsync(Agent.Layout.LogFile(Role.Spm), Stop);
        Assert.True(log.Contains($"The mirror \"{hostile.Url}\" is left out for 10 minutes: what it gave of", StringComparison.Ordinal), log);
    }

    // An edit of conf.yml is read a moment later.
    private Task ReadAsync(string line, int times = 1) => Eventually.HoldsAsync(
        $"spm says {times} times: {line}", Soon,
        async stop => (await File.ReadAllTextAsync(Agent.Layout.LogFile(Role.Spm), stop)).Split(line).Length > times, Stop);

    private static byte[] Change(byte[] content)
    {
        content[content.Length / 2] ^= 1;
        return content;
    }
}
