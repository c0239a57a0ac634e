namespace Aops.Spm;

/// <summary>
/// The first moments of a life, which belong to those who have lost the one before: its companion and whoever asks on
/// the socket. What can wait (a first heartbeat with all that TLS loads, a look at every file of the slots) begins after
/// them, as on two processors it would keep them waiting.
/// </summary>
internal static class StartupDelay
{
    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(50);

    /// <summary>Ends when they are over.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Ends them early, by an exception.</param>
    public static Task PassAsync(TimeProvider clock, CancellationToken cancellationToken) =>
        Task.Delay(Length, clock, cancellationToken);
}
