using Aops.AgentService.Faults;

namespace Aops.AgentService.Services;

/// <summary>Whoever runs the pair on this host.</summary>
internal interface IHostServices
{
    /// <summary>What <see cref="Contracts.Wire.HostInfo.ServiceManager"/> says.</summary>
    string Name { get; }

    /// <summary>Makes the pair known to the host, so that it also starts at boot. The pair is down.</summary>
    /// <param name="version">The slot that was installed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ServiceException">The release brings nothing for this manager.</exception>
    Task InstallAsync(string version, CancellationToken cancellationToken);

    /// <summary>Puts back what the host knows the pair by, where it is missing or damaged. What runs goes on.</summary>
    /// <param name="version">The slot that it comes from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was put back.</returns>
    Task<IReadOnlyList<string>> MendAsync(string version, CancellationToken cancellationToken);

    /// <summary>Takes the stop marker away and starts both halves; one that runs is left alone.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ServiceException">Nothing is installed, or a half did not start.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Tells the manager that the pair is to stay down, and ends what it runs of it. The stop marker is there;
    /// <see cref="Pair.PairStopper"/> ends whatever is still alive after that.
    /// </summary>
    /// <param name="patience">Longest wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task StopAsync(TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Makes the host forget the pair, which is down.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    Task RemoveAsync(CancellationToken cancellationToken);
}
