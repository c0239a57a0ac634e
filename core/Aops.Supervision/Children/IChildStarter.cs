using Aops.Contracts.SubAgents;
using Aops.Native.Processes;
using Aops.Supervision.Adoption;
using Aops.Supervision.Launching;

namespace Aops.Supervision.Children;

/// <summary>Starts sub-agents, either as child processes or as systemd units. On the loop only.</summary>
internal interface IChildStarter : IDisposable
{
    /// <summary>Why a limit that only a control group can enforce is not enforced here; null if it is.</summary>
    string? WhyNot(GroupLimit limit);

    /// <summary>Starts a sub-agent.</summary>
    /// <param name="plan">The plan made from the specification.</param>
    /// <param name="owner">Notified of what happens to it, not before this method returns.</param>
    /// <exception cref="StartException">No process was started.</exception>
    IChild Start(SubAgentSpec spec, LaunchPlan plan, IChildOwner owner);

    /// <summary>Adopts a running process.</summary>
    /// <param name="process">Leader of its session, or a daemon.</param>
    /// <param name="owner">Notified of its exit.</param>
    IChild Adopt(SubAgentSpec spec, ProcessIdentity process, IChildOwner owner);

    /// <summary>How a sub-agent ended that no supervisor observed. Safe from any thread.</summary>
    /// <param name="name">Name of the sub-agent.</param>
    FoundEnd FindEnd(string name, ProcessIdentity process);

    /// <summary>
    /// Kills the processes that a stopped sub-agent has left behind, in whatever session. Completes when none is
    /// left, or the remaining ones cannot be killed.
    /// </summary>
    /// <param name="name">Name of the sub-agent.</param>
    Task EndLeftoversAsync(string name);

    /// <summary>Releases what the start of a sub-agent has created, after the sub-agent has ended.</summary>
    /// <returns>What the kernel recorded about its end, as a sentence; null for nothing.</returns>
    string? Conclude(SubAgentSpec spec);
}
