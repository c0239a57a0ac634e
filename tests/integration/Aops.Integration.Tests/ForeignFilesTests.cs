using Aops.Harness;
using Aops.Native;

namespace Aops.Integration.Tests;

/// <summary>Foreign files in folders of the suite; removals that fail completely or partly.</summary>
public sealed class ForeignFilesTests(FleetFixture fixture) : AgentTest(fixture)
{
    private static readonly string[] Foreign =
    [
        "opt/aops/dependency/tool", "opt/aops/register_example.json", "var/lib/aops/other/db", "etc/aops/agent.conf",
        "etc/aops/ceres.conf", "var/log/aops/zeus.log", "var/log/aops/spm.log.note",
    ];

    private string Root => Agent.Layout.Root;

    [Fact]
    public async Task Case_B05_ForeignFiles_StayAtInstallAndAtUninstall_AndAreNamed()
    {
        foreach (var name in Foreign) Write(name);
        var token = await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);
        (await Fleet.CurlInstallAsync(Agent, token, Stop, "--version", PublishedPrograms.First)).MustSucceed();
        Assert.All(Foreign, name => Assert.True(File.Exists(Path.Combine(Root, name)), name));

        var uninstalled = (await Agent.ServiceAsync(Stop, "uninstall")).MustSucceed();

        Assert.Equal(Foreign.Order(), Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path)).Order());
        Assert.Contains("not ours", uninstalled.Text, StringComparison.Ordinal);
        Assert.Contains("agent.conf", uninstalled.Text, StringComparison.Ordinal);
        Assert.Contains("dependency", uninstalled.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("opt/aops")]
    [InlineData("var/lib/aops")]
    [InlineData("etc")]
    [InlineData("var/lib/aops/subagents")]
    public async Task Case_B05_FileInThePlaceOfAFolder_IsRefusedAndLeft(string name)
    {
        var host = Fleet.NewHost();
        var path = Path.Combine(host.Layout.Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "mine");

        await AssertRefusedAsync(host, path);

        Assert.Equal("mine", File.ReadAllText(path));
    }

    [Theory]
    [InlineData("etc/aops/conf.yml")]
    [InlineData("var/lib/aops/journal.json")]
    public async Task Case_B05_FolderInThePlaceOfAFile_IsRefusedAndLeft(string name)
    {
        var host = Fleet.NewHost();
        var path = Path.Combine(host.Layout.Root, name);
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "file"), "mine");

        await AssertRefusedAsync(host, path);

        Assert.Equal("mine", File.ReadAllText(Path.Combine(path, "file")));
    }

    [Fact]
    public async Task Case_B24_ImmutableFile_IsRefusedBeforeAnythingIsGone_AndRepeatedAfterwards()
    {
        var chattr = await Command.RunAsync("chattr", ["+i", Agent.Layout.Conf], Stop);
        Assert.SkipUnless(CurrentUser.IsRoot && chattr.ExitCode == 0, "this file system has no immutable files");
        try
        {
            var refused = await Agent.ServiceAsync(Stop, "uninstall");

            Assert.NotEqual(0, refused.ExitCode);
            Assert.Contains(Agent.Layout.Conf, refused.Text, StringComparison.Ordinal);
            Assert.Contains("nothing was changed", refused.Text, StringComparison.Ordinal);
            await AssertOneOfEachAsync();
        }
        finally
        {
            await Command.RunAsync("chattr", ["-i", Agent.Layout.Conf], CancellationToken.None);
        }
        (await Agent.ServiceAsync(Stop, "uninstall")).MustSucceed();
        Assert.Empty(Agent.Leftovers());
    }

    [Theory]
    [InlineData("etc", true)]
    [InlineData("etc/aops", true)]
    [InlineData("var/lib/aops", false)]
    [InlineData("var/log", false)]
    [InlineData("opt/aops", false)]
    public async Task Case_B24_FolderIsAMount_IsEmptiedAndLeft_OrRefusedIfItIsReadOnly(string name, bool isReadOnly)
    {
        Assert.SkipUnless(CurrentUser.IsRoot, "a mount needs root");
        var path = Path.Combine(Root, name);
        (await Command.RunAsync("mount", ["--bind", path, path], Stop)).MustSucceed();
        try
        {
            if (isReadOnly)
            {
                (await Command.RunAsync("mount", ["-o", "remount,ro,bind", path], Stop)).MustSucceed();
                var refused = await Agent.ServiceAsync(Stop, "uninstall");
                Assert.NotEqual(0, refused.ExitCode);
                Assert.Contains("read-only", refused.Text, StringComparison.Ordinal);
                await AssertOneOfEachAsync();
                (await Command.RunAsync("mount", ["-o", "remount,rw,bind", path], Stop)).MustSucceed();
            }

            (await Agent.ServiceAsync(Stop, "uninstall")).MustSucceed();

            Assert.True(Directory.Exists(path));
            Assert.Empty(Directory.EnumerateFileSystemEntries(path));
        }
        finally
        {
            await Command.RunAsync("umount", ["-l", path], CancellationToken.None);
        }
    }

    [Fact]
    public async Task Case_B02_B09_MountAndOddNamesInASubAgentsState_MountIsLeftAndNamed_TheRestGoes()
    {
        Assert.SkipUnless(CurrentUser.IsRoot, "a mount needs root");
        await RunTickerAsync();
        var state = Path.Combine(Agent.Layout.SubAgent(FleetFixture.Ticker), "data");
        var behind = Root + "-behind";
        (await Command.RunAsync("bash", ["-ec", $$"""
            cd '{{state}}'
            mkdir -p $'dir\200/sub' share '{{behind}}'
            touch $'caf\351-\377.txt' $'dir\200/sub/z' '{{behind}}/precious'
            mount --bind '{{behind}}' share
            """], Stop)).MustSucceed();
        var share = Path.Combine(state, "share");
        try
        {
            await Fleet.OrderSubAgentsAsync(Agent, [], Stop);
            await Eventually.HoldsAsync("all but the mount is gone", Soon,
                () => Directory.Exists(share) && Directory.GetFileSystemEntries(state).Length == 1, Stop);
            Assert.True(File.Exists(Path.Combine(share, "precious")));

            var left = await Agent.ServiceAsync(Stop, "uninstall");

            Assert.NotEqual(0, left.ExitCode);
            Assert.Contains(share, left.Text, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(share, "precious")));
            // The program that repeats the removal is there.
            Assert.True(File.Exists(Agent.Layout.ServiceProgram));
        }
        finally
        {
            await Command.RunAsync("umount", ["-l", share], CancellationToken.None);
        }
        (await Agent.ServiceAsync(Stop, "uninstall")).MustSucceed();
        Assert.False(Directory.Exists(Agent.Layout.State));
    }

    private async Task AssertRefusedAsync(AgentHost host, string path)
    {
        var before = host.Leftovers();
        var token = await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);

        var refused = await Fleet.CurlInstallAsync(host, token, Stop, "--version", PublishedPrograms.First);

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(path, refused.Text, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", refused.Text, StringComparison.Ordinal);
        Assert.Equal(before, host.Leftovers());
    }

    private void Write(string name)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "theirs");
    }
}
