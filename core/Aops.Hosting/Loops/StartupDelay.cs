namespace Aops.Hosting.Loops;

/// <summary>
/// Delay of work that can wait (the first heartbeat, which loads TLS; the check of every slot file). The
/// first moments of a process belong to its peer and to clients of the socket, which would otherwise wait
/// on a host with two processors.
/// </summary>
public static class StartupDelay
{
    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until the delay is over.</summary>
    /// <param name="cancellationToken">Ends the wait by an exception.</param>
    public static Task PassAsync(TimeProvider clock, CancellationToken cancellationToken) =>
        Task.Delay(Length, clock, cancellationToken);
}
