using Aops.Contracts;
using Aops.Harness;

namespace Aops.Chaos;

/// <summary>
/// What must hold once the faults pause: one process of each kind, all healthy, and reported to the server.
/// </summary>
internal sealed class SteadyStateCheck(ChaosWorld world)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Waits until it holds.</summary>
    /// <exception cref="TimeoutException">It does not.</exception>
    /// <exception cref="ChaosException">
    /// A process exists twice, or a sub-agent was restarted without reason.
    /// </exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await world.Agent.WaitForPairAsync(Deadline, cancellationToken);
        foreach (var record in world.SubAgents)
            await world.Agent.WaitForSubAgentAsync(record.Name, Deadline, cancellationToken);
        await OneOfEachAsync(cancellationToken);
        if (world.Loss is { } loss) throw new ChaosException(loss);
        world.Inherited.Check(new[] { Role.Spm, Role.Spa }.SelectMany(world.ProcessesOf));
        await WaitForHeartbeatAsync(cancellationToken);
        foreach (var record in world.SubAgents)
        {
            record.See(world.ProcessesOf(record).Single());
            if (record.NoticedSomething)
            {
                throw new ChaosException($"{record.Name} has had {record.Lives} processes after " +
                    $"{record.LethalFaults} faults of its own: it was restarted for nothing");
            }
        }
    }

    /// <summary>A check while faults continue: at least one member always runs.</summary>
    /// <exception cref="ChaosException">None does.</exception>
    public void MustNotBeGone()
    {
        if (world.ProcessesOf(Role.Spm).Count + world.ProcessesOf(Role.Spa).Count == 0)
            throw new ChaosException("both members are gone");
    }

    private async Task OneOfEachAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Eventually.HoldsAsync("one process of each", Deadline,
                () => world.ProcessesOf(Role.Spm).Count == 1 && world.ProcessesOf(Role.Spa).Count == 1
                    && world.SubAgents.All(r => world.ProcessesOf(r).Count == 1), cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new ChaosException($"not one process of each, but {Describe()}");
        }
    }

    private async Task WaitForHeartbeatAsync(CancellationToken cancellationToken)
    {
        var before = await world.LastHeardAsync(cancellationToken);
        await Eventually.HoldsAsync("an accepted heartbeat", Deadline, async token =>
            await world.LastHeardAsync(token) is { } heard && heard != before, cancellationToken);
    }

    private string Describe() => string.Join(", ",
        new[] { Role.Spm, Role.Spa }.Select(r => $"{world.ProcessesOf(r).Count} {r.ProgramName()}")
            .Concat(world.SubAgents.Select(r => $"{world.ProcessesOf(r).Count} {r.Name}")));
}
