using Aops.Contracts.SubAgents;
using Aops.Native.Processes;
using Aops.Supervision.Adoption;
using Aops.Supervision.Cgroups;

namespace Aops.Supervision.Children;

/// <summary>Starts sub-agents: as processes of this one, or as units of systemd. On the loop only.</summary>
internal interface IChildStarter : IDisposable
{
    /// <summary>Why a limit that only a control group can hold is not held here; null if it is.</summary>
    /// <param name="limit">The limit.</param>
    string? WhyNot(GroupLimit limit);

    /// <summary>Starts a sub-agent.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="plan">What follows from it.</param>
    /// <param name="owner">Is told what becomes of it, not before this returns.</param>
    /// <exception cref="StartFault">No process was started.</exception>
    IChild Start(SubAgentSpec spec, LaunchPlan plan, IChildOwner owner);

    /// <summary>Takes up a process that runs already.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="process">The process: leader of its session, or a daemon.</param>
    /// <param name="owner">Is told of its end.</param>
    IChild Adopt(SubAgentSpec spec, ProcessIdentity process, IChildOwner owner);

    /// <summary>How a sub-agent ended that no supervisor watched. From any thread.</summary>
    /// <param name="name">Name of the sub-agent.</param>
    /// <param name="process">Its process.</param>
    FoundEnd FindEnd(string name, ProcessIdentity process);

    /// <summary>
    /// Kills what a sub-agent that does not run has left behind, in whatever session. It ends when nothing is left, or
    /// what is left does not die.
    /// </summary>
    /// <param name="name">Name of the sub-agent.</param>
    Task EndLeftoversAsync(string name);

    /// <summary>A sub-agent has ended: lets go of what its start had made.</summary>
    /// <param name="spec">The specification.</param>
    /// <returns>What the kernel has noted about its end, as a sentence; null if nothing.</returns>
    string? Conclude(SubAgentSpec spec);
}
