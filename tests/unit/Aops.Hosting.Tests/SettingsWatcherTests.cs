using Aops.Hosting.Settings;
using Aops.Layout;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Hosting.Tests;

public sealed class SettingsWatcherTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly AopsLayout _layout = new(Directory.CreateTempSubdirectory("aops-settings-").FullName);

    public SettingsWatcherTests()
    {
        Directory.CreateDirectory(_layout.Etc);
        Directory.CreateDirectory(_layout.State);
        File.WriteAllText(_layout.Conf, "heartbeatInterval: 10s\n");
    }

    public void Dispose() => Directory.Delete(_layout.Root, recursive: true);

    [Fact]
    public async Task AnEdit_TakesEffect()
    {
        using var watcher = new SettingsWatcher(_layout, NullLogger<SettingsWatcher>.Instance);
        var changed = WhenChanged(watcher);

        await File.WriteAllTextAsync(_layout.Conf, "heartbeatInterval: 20s\n");

        Assert.Equal(TimeSpan.FromSeconds(20), (await changed).HeartbeatInterval);
    }

    [Fact]
    public async Task AnEditorThatRenamesOverTheFile_IsSeen()
    {
        using var watcher = new SettingsWatcher(_layout, NullLogger<SettingsWatcher>.Instance);
        var changed = WhenChanged(watcher);

        await File.WriteAllTextAsync(_layout.Conf + ".new", "heartbeatInterval: 30s\n");
        File.Move(_layout.Conf + ".new", _layout.Conf, overwrite: true);

        Assert.Equal(TimeSpan.FromSeconds(30), (await changed).HeartbeatInterval);
    }

    [Theory]
    [InlineData("in place")]
    [InlineData("by rename")]
    [InlineData("a chain of links")]
    [InlineData("a link that leads elsewhere from now on")]
    [InlineData("a folder on the way that leads elsewhere from now on")]
    [InlineData("a target that was not there")]
    public async Task Case_B19_SettingsBehindALink_AreFollowed(string how)
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(_layout.Root, "elsewhere")).FullName;
        var other = Directory.CreateDirectory(Path.Combine(_layout.Root, "other")).FullName;
        var target = Path.Combine(elsewhere, "conf.yml");
        if (how != "a target that was not there") File.Move(_layout.Conf, target);
        else File.Delete(_layout.Conf);
        var edited = "heartbeatInterval: 70s\n";
        await File.WriteAllTextAsync(Path.Combine(other, "conf.yml"), edited);
        var link = Path.Combine(_layout.Root, "link");
        File.CreateSymbolicLink(link, how.StartsWith("a folder", StringComparison.Ordinal) ? elsewhere : target);
        File.CreateSymbolicLink(_layout.Conf, how switch
        {
            "a chain of links" or "a link that leads elsewhere from now on" => "../../link",
            "a folder on the way that leads elsewhere from now on" => Path.Combine(link, "conf.yml"),
            _ => target,
        });
        using var watcher = new SettingsWatcher(_layout, NullLogger<SettingsWatcher>.Instance);
        var changed = WhenChanged(watcher);

        switch (how)
        {
            case "by rename":
                await File.WriteAllTextAsync(target + ".new", edited);
                File.Move(target + ".new", target, overwrite: true);
                break;
            case "a link that leads elsewhere from now on":
                File.CreateSymbolicLink(link + ".new", Path.Combine(other, "conf.yml"));
                File.Move(link + ".new", link, overwrite: true);
                break;
            case "a folder on the way that leads elsewhere from now on":
                Directory.Delete(link);
                Directory.CreateSymbolicLink(link, other);
                break;
            default:
                await File.WriteAllTextAsync(target, edited);
                break;
        }

        Assert.Equal(TimeSpan.FromSeconds(70), (await changed).HeartbeatInterval);
        changed = WhenChanged(watcher);
        var real = how.Contains("elsewhere from now", StringComparison.Ordinal) ? Path.Combine(other, "conf.yml") : target;
        await File.WriteAllTextAsync(real, "heartbeatInterval: 80s\n");
        Assert.Equal(TimeSpan.FromSeconds(80), (await changed).HeartbeatInterval);
    }

    [Fact]
    public void ALoopOfLinks_IsAFault_NotAHang()
    {
        File.Delete(_layout.Conf);
        File.CreateSymbolicLink(_layout.Conf, _layout.Conf);

        using var watcher = new SettingsWatcher(_layout, NullLogger<SettingsWatcher>.Instance);

        Assert.Single(watcher.Faults);
    }

    [Fact]
    public async Task ABadEdit_IsRefusedAsAWhole_AndAGoodOneAfterItTaken()
    {
        using var watcher = new SettingsWatcher(_layout, NullLogger<SettingsWatcher>.Instance);

        await File.WriteAllTextAsync(_layout.Conf, "heartbeatInterval: 40s\nlogLevel: loud\n");
        await WaitUntilAsync(() => watcher.Faults.Count == 1);

        Assert.Equal(TimeSpan.FromSeconds(10), watcher.Current.HeartbeatInterval);
        Assert.Equal($"{_layout.Conf}:2: ", watcher.Faults[0].ToString()[..(_layout.Conf.Length + 4)]);

        var changed = WhenChanged(watcher);
        await File.WriteAllTextAsync(_layout.Conf, "heartbeatInterval: 40s\n");
        await changed;
        Assert.Empty(watcher.Faults);
    }

    [Fact]
    public async Task AFileThatCouldNotBeReadAtTheStart_IsReadOnceItCan()
    {
        SettingsWatcher watcher;
        // No descriptor left looks like this, too: the file itself is not touched when it is over.
        using (new FileStream(_layout.Conf, FileMode.Open, FileAccess.Read, FileShare.None))
            watcher = new SettingsWatcher(_layout, NullLogger<SettingsWatcher>.Instance);
        using (watcher)
        {
            Assert.Single(watcher.Faults);
            Assert.NotEqual(TimeSpan.FromSeconds(10), watcher.Current.HeartbeatInterval);
            var changed = WhenChanged(watcher);

            watcher.Rearm();

            Assert.Equal(TimeSpan.FromSeconds(10), (await changed).HeartbeatInterval);
            Assert.Empty(watcher.Faults);
        }
    }

    [Theory]
    [InlineData("{ not yaml\n")]
    [InlineData("heartbeatInterval: never\n")]
    [InlineData("")]
    [InlineData(null)]
    public void AProcessThatStartsWhileTheFileIsRefused_HasTheLastGoodSettings(string? text)
    {
        new SettingsWatcher(_layout, NullLogger<SettingsWatcher>.Instance, keepsGood: true).Dispose();
        if (text is null) File.Delete(_layout.Conf);
        else File.WriteAllText(_layout.Conf, text);

        using var watcher = new SettingsWatcher(_layout, NullLogger<SettingsWatcher>.Instance);

        Assert.NotEmpty(watcher.Faults);
        Assert.Equal(TimeSpan.FromSeconds(10), watcher.Current.HeartbeatInterval);
    }

    [Fact]
    public async Task AFileThatWasCutToNothing_ChangesNothing()
    {
        using var watcher = new SettingsWatcher(_layout, NullLogger<SettingsWatcher>.Instance);

        await File.WriteAllTextAsync(_layout.Conf, "");
        await WaitUntilAsync(() => watcher.Faults.Count == 1);

        Assert.Equal(TimeSpan.FromSeconds(10), watcher.Current.HeartbeatInterval);
    }

    [Fact]
    public void TheServersSettings_LieOverTheFile_UntilTheyAreTakenAway()
    {
        using var watcher = new SettingsWatcher(_layout, NullLogger<SettingsWatcher>.Instance);

        watcher.SetOverlay(new Dictionary<string, string> { ["heartbeatInterval"] = "3s" });
        Assert.Equal(TimeSpan.FromSeconds(3), watcher.Current.HeartbeatInterval);

        watcher.SetOverlay(new Dictionary<string, string>());
        Assert.Equal(TimeSpan.FromSeconds(10), watcher.Current.HeartbeatInterval);
    }

    private static Task<AgentSettings> WhenChanged(SettingsWatcher watcher)
    {
        var changed = new TaskCompletionSource<AgentSettings>();
        watcher.Changed += s => changed.TrySetResult(s);
        return changed.Task.WaitAsync(Patience);
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        var until = DateTime.UtcNow + Patience;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < until, "the condition did not come to hold");
            await Task.Delay(10);
        }
    }
}
