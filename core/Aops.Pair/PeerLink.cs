using Aops.Ipc;
using Aops.Native.Processes;

namespace Aops.Pair;

/// <summary>A connection with the other half, as the watch serves it.</summary>
/// <param name="key">What the watch's wait calls it.</param>
/// <param name="link">The connection.</param>
/// <param name="process">Who is at the other end.</param>
internal sealed class PeerLink(long key, LocalLink link, ProcessIdentity process)
{
    public long Key => key;

    public LocalLink Link => link;

    public ProcessIdentity Process => process;

    /// <summary>Done once the watch has let go of the connection; whoever brought it closes it then.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
