namespace Aops.Pair;

/// <summary>What became of a start of the peer.</summary>
internal abstract record PeerRevival
{
    private PeerRevival()
    {
    }

    /// <summary>It was started, or its service manager was asked to.</summary>
    /// <param name="IsFollowed">Whether its process is known and another one than before.</param>
    public sealed record Started(bool IsFollowed) : PeerRevival;

    /// <summary>An operator or the machine keeps it down, or this process is a second copy.</summary>
    public sealed record StaysDown : PeerRevival;

    /// <summary>It could not be started.</summary>
    /// <param name="Wait">Time until the next try.</param>
    public sealed record Failed(TimeSpan Wait) : PeerRevival;
}
