using Aops.Contracts.Local;
using Aops.Native.Processes;

namespace Aops.Pair;

/// <summary>Told of the connections with the peer, on the thread of the loop.</summary>
internal interface IPeerLinkOwner
{
    /// <summary>A connection was opened.</summary>
    /// <returns>False where its process has ended meanwhile: then it is closed.</returns>
    bool Attached(Hello hello, ProcessIdentity process);

    /// <summary>A connection was closed.</summary>
    void Detached(ProcessIdentity process);

    /// <summary>A message arrived.</summary>
    /// <returns>The answer; null for none.</returns>
    LocalMessage? Received(LocalMessage message);

    /// <summary>Whether the end of a process will be told by its pidfd.</summary>
    bool IsEndTold(ProcessIdentity process);
}
