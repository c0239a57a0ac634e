using System.Globalization;
using Aops.Contracts;
using Aops.Harness;

namespace Aops.Booted.Tests;

/// <summary>
/// A test in a container without systemd, with the C library and the OpenSSL of Debian 11: the agent is
/// installed there, runs without a service manager, and runs a sub-agent.
/// </summary>
public abstract class DirectTest(Site site) : MachineTest
{
    private protected static readonly Role[] Halves = [Role.Spm, Role.Spa];

    public override async ValueTask InitializeAsync()
    {
        site.RequireMachines();
        Agent = await BootedAgent.BootAsync(site, Stop, MachineKind.Bare);
        await Agent.InstallAsync(Stop);
        Ticker = await Agent.RunTickerAsync(Stop, Site.PlainTicker);
        await AssertHealthyAsync();
    }

    /// <summary>Pid of a member that answers.</summary>
    private protected async Task<int> PidAsync(Role role) => BootedAgent.PidOf(
        await Agent.WaitAsync($"{role.ProgramName()} answers", s => s[role.ShortName()]!["answers"]!.GetValue<bool>(), Stop), role);

    /// <summary>Sends a signal to a member, and waits until another process has replaced it.</summary>
    private protected async Task ReplaceAsync(Role role, string signal)
    {
        var before = await PidAsync(role);
        await SignalAsync(signal, before);
        await Agent.WaitAsync($"another {role.ProgramName()} than {before} answers after {signal}", s =>
            BootedAgent.PidOf(s, role) is > 0 and var now && now != before
            && s[role.ShortName()]!["answers"]!.GetValue<bool>(), Stop);
        await AssertHealthyAsync();
    }

    /// <summary>Sends a signal to processes in the container.</summary>
    private protected async Task SignalAsync(string signal, params int[] pids) =>
        (await Agent.Machine.RunAsync(Stop, "sh", "-c",
            string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {string.Join(' ', pids)}"))).MustSucceed();

    /// <summary>
    /// Asserts that all is healthy, each member has one process, and the sub-agent was not restarted.
    /// </summary>
    private protected async Task AssertHealthyAsync()
    {
        await Agent.WaitHealthyAsync(Stop);
        Assert.Equal(Ticker, await Agent.TickerPidAsync(Stop, Site.PlainTicker));
        foreach (var role in Halves)
        {
            await Eventually.HoldsAsync($"one {role.ProgramName()} is left", BootedAgent.Soon, async token =>
                await CountAsync($"{role.ProgramName()} ") == 1, Stop);
        }
    }

    /// <summary>Asserts that neither a member nor a sub-agent runs.</summary>
    private protected async Task AssertDownAsync()
    {
        Assert.Equal(0, await CountAsync("aops-"));
        Assert.Equal(0, await CountAsync(Site.PlainTicker));
    }

    private async Task<int> CountAsync(string part)
    {
        var processes = (await Agent.Machine.RunAsync(Stop, "ps", "-eo", "stat,args")).MustSucceed().Output;
        return processes.Split('\n').Count(line =>
            !line.StartsWith('Z') && line.Contains(part, StringComparison.Ordinal));
    }
}
