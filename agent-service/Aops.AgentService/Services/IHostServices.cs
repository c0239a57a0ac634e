using Aops.AgentService.Faults;

namespace Aops.AgentService.Services;

/// <summary>The service manager that runs the pair on this host.</summary>
internal interface IHostServices
{
    /// <summary>Its name in <see cref="Contracts.Wire.HostInfo.ServiceManager"/>.</summary>
    string Name { get; }

    /// <summary>Registers the stopped pair with the host, so that it also starts at boot.</summary>
    /// <param name="version">Version of the slot.</param>
    /// <exception cref="ServiceException">The release does not support this manager.</exception>
    Task InstallAsync(string version, CancellationToken cancellationToken);

    /// <summary>Restores missing or damaged registration files; running processes are not affected.</summary>
    /// <param name="version">Version of the slot that they come from.</param>
    /// <returns>What was restored.</returns>
    Task<IReadOnlyList<string>> MendAsync(string version, CancellationToken cancellationToken);

    /// <summary>Removes the stop marker and starts both members; a running one is left alone.</summary>
    /// <exception cref="ServiceException">Nothing is installed, or a member did not start.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Tells the manager that the pair must stay down, and stops what the manager runs of it. The stop
    /// marker exists; <see cref="Pair.PairStopper"/> ends whatever is still alive afterwards.
    /// </summary>
    /// <param name="patience">Longest wait.</param>
    Task StopAsync(TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Unregisters the stopped pair from the host.</summary>
    Task RemoveAsync(CancellationToken cancellationToken);
}
