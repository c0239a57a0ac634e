namespace Aops.Pair;

/// <summary>What came of asking for the start of the other half.</summary>
public abstract record PeerStart
{
    private PeerStart()
    {
    }

    /// <summary>It is a child of this process.</summary>
    /// <param name="Pid">Its pid.</param>
    public sealed record Child(int Pid) : PeerStart;

    /// <summary>Its owner was asked; only its hello tells the rest.</summary>
    public sealed record Asked : PeerStart;

    /// <summary>The machine is to run without the suite now: no fault, and looked at again in a while.</summary>
    /// <param name="Reason">A clause that says why.</param>
    public sealed record Suppressed(string Reason) : PeerStart;
}
