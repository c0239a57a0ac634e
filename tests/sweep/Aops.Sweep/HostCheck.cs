using Aops.Contracts;
using Aops.Harness;
using Aops.Layout;
using Aops.Native.Processes;
using Aops.Releases.Packages;

namespace Aops.Sweep;

/// <summary>What must hold once a host is at rest again after any kill.</summary>
/// <param name="lane">The host.</param>
/// <param name="scenario">The interrupted scenario.</param>
/// <param name="before">The processes of the sub-agents before the order.</param>
internal sealed class HostCheck(HostFixture lane, Scenario scenario, IReadOnlyDictionary<string, ProcessIdentity> before)
{
    private const int LooksMax = 50;

    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private AopsLayout Layout => lane.Agent.Layout;

    /// <summary>Looks.</summary>
    /// <returns>What is wrong, a sentence each; empty if nothing is.</returns>
    public async Task<IReadOnlyList<string>> FindFaultsAsync(CancellationToken cancellationToken)
    {
        var status = await lane.Agent.WaitForAsync(
            Role.Spm, "answers", s => s.SubAgents.Count == before.Count, SettleTime, cancellationToken);
        var faults = new List<string>();
        var slot = Layout.Slot(status.Agent.Version);
        foreach (var fault in await SlotVerifier.VerifyAsync(slot, cancellationToken)) faults.Add($"{slot}: {fault}");
        await CheckHalvesAsync(status.Agent.Version, faults, cancellationToken);
        CheckSubAgents(faults);
        await CheckServerAsync(status.Agent.Version, faults, cancellationToken);
        return faults;
    }

    private async Task CheckHalvesAsync(string version, List<string> faults, CancellationToken cancellationToken)
    {
        foreach (var role in new[] { Role.Spm, Role.Spa })
        {
            var copies = CopiesOf(role);
            // The guard and the peer may both have started one: the second finds the lock taken, and ends.
            for (var looks = 0; copies.Count != 1 && looks < LooksMax; looks++)
            {
                await Task.Delay(Look, cancellationToken);
                copies = CopiesOf(role);
            }
            if (copies.Count != 1 || !copies[0].EndsWith(Layout.SlotProgram(version, role), StringComparison.Ordinal))
                faults.Add($"not one {role.ProgramName()} {version} runs but [{string.Join(", ", copies)}]");
        }
    }

    private List<string> CopiesOf(Role role) =>
        [.. ProcessesWithin.Find(Layout.Releases).Select(ProcessesWithin.Describe)
            .Where(p => p.Contains($"/{role.ProgramName()}", StringComparison.Ordinal))];

    private void CheckSubAgents(List<string> faults)
    {
        foreach (var (name, process) in before)
        {
            var copies = ProcessesWithin.Find(Layout.SubAgent(name));
            if (copies.Count != 1)
            {
                faults.Add($"sub-agent {name} runs {copies.Count} times: " +
                    $"[{string.Join(", ", copies.Select(ProcessesWithin.Describe))}]");
            }
            else if (scenario.IsUntouched(name) && copies[0] != process)
            {
                faults.Add($"sub-agent {name} was {process} and is {copies[0]}: it was restarted");
            }
        }
    }

    private async Task CheckServerAsync(string version, List<string> faults, CancellationToken cancellationToken)
    {
        try
        {
            await Eventually.GetAsync($"the server hears of {version}", SettleTime,
                async token => await lane.VersionAtServerAsync(token) == version ? version : null, cancellationToken);
        }
        catch (TimeoutException e)
        {
            faults.Add(e.Message);
        }
    }
}
