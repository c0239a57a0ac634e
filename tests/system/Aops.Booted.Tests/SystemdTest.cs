using Aops.Contracts;
using Aops.Harness;
using Aops.Systemd.Client;

namespace Aops.Booted.Tests;

/// <summary>A test with a machine that systemd boots.</summary>
public abstract class SystemdTest : MachineTest
{
    /// <summary>Does to a half, one after another, what an operator or an accident may do to its unit.</summary>
    private protected async Task HarmAsync(Role role)
    {
        foreach (var words in new[] { "kill -s KILL", "kill -s TERM", "stop", "kill -s STOP", "restart" })
            await ReplaceAsync(role, () => Agent.SystemctlAsync(Stop, [.. words.Split(' '), UnitNames.Of(role)]));
    }

    /// <summary>Does something to a half, and waits until another process is the main one of its unit.</summary>
    private protected async Task ReplaceAsync(Role role, Func<Task> harm)
    {
        var before = await Agent.MainPidAsync(role, Stop);
        Assert.NotEqual(0, before);
        await harm();
        await Eventually.HoldsAsync($"{UnitNames.Of(role)} has another main process than {before}", BootedAgent.Soon,
            async token => await Agent.MainPidAsync(role, token) is > 0 and var now && now != before, Stop);
        await AssertHealthyAsync();
    }

    /// <summary>Both units run, all is healthy, and the sub-agent has noticed nothing.</summary>
    private protected async Task AssertHealthyAsync()
    {
        await Agent.WaitHealthyAsync(Stop);
        Assert.Equal(Ticker, await Agent.TickerPidAsync(Stop));
    }
}
