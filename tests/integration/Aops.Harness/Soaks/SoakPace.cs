namespace Aops.Harness.Soaks;

/// <summary>How restless the host of a soak is.</summary>
/// <param name="Lifetime">How long the sub-agent lives that ends again and again, in seconds, as sleep(1) takes it.</param>
/// <param name="CycleSeconds">
/// In each cycle of this many seconds it lives once for <paramref name="RestSeconds"/>. Each of its ends is news, which takes
/// the place of the heartbeat that is held: in that time heartbeats are answered when they are due.
/// </param>
/// <param name="RestSeconds">That time.</param>
/// <param name="BetweenEdits">Time between two edits of conf.yml.</param>
/// <param name="BetweenOutages">Time between two outages of the server.</param>
/// <param name="Outage">How long one is.</param>
public sealed record SoakPace(
    string Lifetime, int CycleSeconds, int RestSeconds, TimeSpan BetweenEdits, TimeSpan BetweenOutages, TimeSpan Outage)
{
    /// <summary>For hours.</summary>
    public static SoakPace Hours { get; } =
        new("1", 60, 10, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(5));

    /// <summary>
    /// For a minute or two. Not faster: a heartbeat that is taken back within half a second has not reached a server on a
    /// machine that is busy.
    /// </summary>
    public static SoakPace Brief { get; } =
        new("1", 10, 2, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(500));
}
