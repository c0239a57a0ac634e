using Aops.Ipc;
using Aops.Native.Processes;

namespace Aops.Pair;

/// <summary>A connection with the peer, as the watch serves it.</summary>
/// <param name="link">The connection.</param>
/// <param name="process">The process at its other end.</param>
internal sealed class PeerLink(LocalLink link, ProcessIdentity process)
{
    public LocalLink Link => link;

    public ProcessIdentity Process => process;

    /// <summary>Waits for what can be read; disposing it twice is harmless.</summary>
    public IDisposable? Watch { get; set; }

    /// <summary>Done once the watch has let go of the connection; its owner closes it then.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
