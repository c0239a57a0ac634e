using Aops.Contracts;

namespace Aops.Pair;

/// <summary>Starts the other half: by spawning, or by asking the service manager that owns it.</summary>
public interface IPeerStarter
{
    /// <summary>Starts it; returns without waiting for its hello.</summary>
    /// <param name="role">The half.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="IOException">It cannot be started; the watch tries again after a damped wait.</exception>
    PeerStart Start(Role role);
}
