using Aops.Hosting.Settings;
using Aops.Layout;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Hosting.Tests;

public sealed class DesiredSettingsTests : IDisposable
{
    private readonly AopsLayout _layout = new(Directory.CreateTempSubdirectory("aops-settings-").FullName);
    private readonly SettingsWatcher _watcher;
    private readonly DesiredSettings _desired;

    public DesiredSettingsTests()
    {
        Directory.CreateDirectory(_layout.Etc);
        Directory.CreateDirectory(_layout.State);
        File.WriteAllText(_layout.Conf, "pingInterval: 1s\npingTimeout: 15s\n");
        _watcher = new SettingsWatcher(_layout, NullLogger<SettingsWatcher>.Instance);
        _desired = new DesiredSettings(_layout, _watcher);
    }

    public void Dispose()
    {
        _watcher.Dispose();
        Directory.Delete(_layout.Root, recursive: true);
    }

    [Fact]
    public void Case_D16_SettingsOfTheServer_AreTaken_AndTakenBack()
    {
        Write("""{"settings":{"pingTimeout":"5s","trialPeriod":"8s"}}""");
        Assert.Equal(TimeSpan.FromSeconds(5), _watcher.Current.PingTimeout);
        Assert.Equal(TimeSpan.FromSeconds(8), _watcher.Current.TrialPeriod);

        Write("""{"revision":2}""");
        Assert.Equal(TimeSpan.FromSeconds(15), _watcher.Current.PingTimeout);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    public void Case_D16_FileThatCannotBeRead_LeavesThoseInForce(string content)
    {
        Write("""{"settings":{"pingTimeout":"5s"}}""");
        Write(content);
        Assert.Equal(TimeSpan.FromSeconds(5), _watcher.Current.PingTimeout);

        File.Delete(_layout.Desired);
        _desired.Look();
        Assert.Equal(TimeSpan.FromSeconds(5), _watcher.Current.PingTimeout);
    }

    [Theory]
    [InlineData("""{"settings":{"pingTimeout":5,"trialPeriod":"8s"}}""")]
    [InlineData("""{"settings":{"pingTimeout":null,"trialPeriod":"8s","\ud800":"x"}}""")]
    [InlineData("""{"settings":{"pingTimeout":"banana","trialPeriod":"8s"}}""")]
    public void Case_D16_OnePartThatIsWrong_CostsNoOther(string content)
    {
        Write(content);
        Assert.Equal(TimeSpan.FromSeconds(15), _watcher.Current.PingTimeout);
        Assert.Equal(TimeSpan.FromSeconds(8), _watcher.Current.TrialPeriod);
    }

    private void Write(string content)
    {
        Aops.Native.Files.AtomicFile.Write(_layout.Desired, content);
        _desired.Look();
    }
}
