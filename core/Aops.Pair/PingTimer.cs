using Aops.Contracts;

namespace Aops.Pair;

/// <summary>
/// Measures for how long the peer has owed a message: spm owes its next ping, spa owes the pong to a ping. Set by the threads
/// that send and receive, read by the thread of the watch.
/// </summary>
internal sealed class PingTimer(Role peer, TimeProvider clock)
{
    // Ticks of the clock; 0 while nothing is owed.
    private long _awaitingSinceTicks;

    /// <summary>Since when a message is owed; null while none is.</summary>
    public TimeSpan? AwaitingSince =>
        Volatile.Read(ref _awaitingSinceTicks) is not 0 and var ticks ? new TimeSpan(ticks) : null;

    /// <summary>For how long a message has been owed.</summary>
    public TimeSpan Silence => AwaitingSince is { } since ? Now - since : TimeSpan.Zero;

    private TimeSpan Now => clock.GetElapsedTime(0);

    /// <summary>A message arrived: spm owes its next ping from now on, spa owes nothing until it is sent one.</summary>
    public void Reset() => Volatile.Write(ref _awaitingSinceTicks, peer == Role.Spm ? Now.Ticks : 0);

    /// <summary>A ping was sent, which spa has to answer.</summary>
    public void PingSent() => Interlocked.CompareExchange(ref _awaitingSinceTicks, Now.Ticks, 0);

    /// <summary>A message is owed from now on, whatever was owed before.</summary>
    public void Await() => Volatile.Write(ref _awaitingSinceTicks, Now.Ticks);

    /// <summary>Nothing is owed: the peer ended.</summary>
    public void Clear() => Volatile.Write(ref _awaitingSinceTicks, 0);

    /// <summary>Counts what is owed as owed for a shorter time, since the own process was late to look.</summary>
    /// <param name="silence">The time that counts.</param>
    public void Shorten(TimeSpan silence)
    {
        if (AwaitingSince is not null) Volatile.Write(ref _awaitingSinceTicks, Math.Max((Now - silence).Ticks, 1));
    }
}
