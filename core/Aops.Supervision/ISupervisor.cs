using System.Threading.Channels;
using Aops.Contracts.Local;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;

namespace Aops.Supervision;

/// <summary>The sub-agents' processes, as those see them who decide what is to run; see <see cref="Supervisor"/>.</summary>
public interface ISupervisor
{
    /// <summary>Every change of a state, newest last; for one reader.</summary>
    ChannelReader<SubAgentStatus> Changes { get; }

    /// <summary>All sub-agents as they were last told of, without a look at their processes.</summary>
    IReadOnlyCollection<SubAgentStatus> Statuses { get; }

    /// <summary>All sub-agents by name, with memory and processor time read now.</summary>
    IReadOnlyList<SubAgentStatus> Snapshot();

    /// <summary>Takes up the sub-agents that an earlier process left running.</summary>
    Task AdoptAsync(CancellationToken cancellationToken);

    /// <summary>Makes a sub-agent be as asked.</summary>
    /// <param name="slotDirectory">The slot with the package, absolute.</param>
    /// <param name="running">Whether it should run.</param>
    /// <exception cref="ArgumentException">The specification has faults; the message names each.</exception>
    Task ApplyAsync(SubAgentSpec spec, string slotDirectory, bool running);

    /// <summary>Stops a sub-agent, waits for its end, and forgets it.</summary>
    /// <param name="name">Its name; one that is not known is no fault.</param>
    Task RemoveAsync(string name);

    /// <summary>Stops all sub-agents and waits for their end.</summary>
    Task StopAllAsync();

    /// <summary>Stops all sub-agents and waits for their end; none is started until <see cref="ResumeAsync"/>.</summary>
    Task PauseAsync();

    /// <summary>Starts what <see cref="PauseAsync"/> has stopped.</summary>
    Task ResumeAsync();

    /// <summary>Starts, stops or restarts a sub-agent; does not wait for the end of it.</summary>
    /// <param name="action">What to do.</param>
    /// <returns>Whether there is such a sub-agent.</returns>
    Task<bool> SendActionAsync(string name, SubAgentAction action);

    /// <summary>Waits until a version of a sub-agent has proved itself, or until it is clear that it will not.</summary>
    /// <param name="rule">What proves it.</param>
    Task<HealthVerdict> WaitHealthyAsync(
        string name, string version, HealthRule rule, CancellationToken cancellationToken);
}
