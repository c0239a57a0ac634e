using Aops.AgentService.Faults;
using Aops.AgentService.Repair;
using Aops.Contracts;
using Aops.Upgrade.Journal;

namespace Aops.AgentService.Tests;

public sealed class RepairTests : IDisposable
{
    private readonly TemporaryRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task NothingInstalled_IsSaid()
    {
        var fault = await Assert.ThrowsAsync<ServiceException>(
            () => new Repairer(_root.Context).RunAsync(TestContext.Current.CancellationToken));

        Assert.Equal(ExitCodes.NoInput, fault.ExitCode);
        Assert.Contains("nothing is installed", fault.Message);
    }

    [Fact]
    public async Task DamageWithoutAKeptPackage_IsAFault_ThatSaysWhatHelps()
    {
        _root.LayOutSlot();
        new JournalStore(_root.Layout, TimeProvider.System, _ => { }).Mutate(j => j with { Current = TemporaryRoot.Version });

        var fault = await Assert.ThrowsAsync<ServiceException>(
            () => new Repairer(_root.Context).RunAsync(TestContext.Current.CancellationToken));

        Assert.Equal(ExitCodes.Unavailable, fault.ExitCode);
        Assert.Contains("no package of aops-agent 1.0.0 is kept", fault.Message);
        Assert.Contains("install --version 1.0.0", fault.Message);
    }
}
