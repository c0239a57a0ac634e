using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Processes;
using Aops.Spm.Upgrades;

namespace Aops.Spm.Tests;

public sealed class SelfTestRunnerTests : IDisposable
{
    private const string Version = "2.0.0";

    private readonly AopsLayout _layout = new(Directory.CreateTempSubdirectory("aops-self-test-").FullName);

    public SelfTestRunnerTests()
    {
        foreach (var role in new[] { Role.Spm, Role.Spa })
        {
            var program = _layout.SlotProgram(Version, role);
            Directory.CreateDirectory(Path.GetDirectoryName(program)!);
            File.Copy("/bin/true", program);
        }
    }

    [Fact]
    public async Task GoodPrograms_HaveNoFault() => Assert.Null(await RunAsync());

    [Fact]
    public async Task ProgramOpenForWritingForAMoment_IsNoFaultOfTheVersion()
    {
        var writer = File.OpenWrite(_layout.SlotProgram(Version, Role.Spm));
        var closing = Task.Delay(TextFileBusyRetry.Pause * 10).ContinueWith(_ => writer.Dispose(), TaskScheduler.Default);

        Assert.Null(await RunAsync());

        await closing;
    }

    [Fact]
    public async Task ProgramOpenForWritingForGood_IsTriedLater_AndNoFaultOfTheVersion()
    {
        using var writer = File.OpenWrite(_layout.SlotProgram(Version, Role.Spm));

        await Assert.ThrowsAsync<IOException>(RunAsync);
    }

    [Fact]
    public async Task ProgramThatFails_IsTold()
    {
        File.Copy("/bin/false", _layout.SlotProgram(Version, Role.Spa), overwrite: true);

        Assert.Contains("ended with 1", await RunAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProgramThatIsNone_IsTold()
    {
        await File.WriteAllTextAsync(
            _layout.SlotProgram(Version, Role.Spm), "noise", TestContext.Current.CancellationToken);

        Assert.Contains("cannot be executed", await RunAsync(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_layout.Root, recursive: true);

    private Task<string?> RunAsync() =>
        new SelfTestRunner(_layout).RunAsync(Version, TestContext.Current.CancellationToken);
}
