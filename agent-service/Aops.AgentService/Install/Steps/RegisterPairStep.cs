using Aops.AgentService.Services;

namespace Aops.AgentService.Install.Steps;

/// <summary>
/// Gives the new pair to its service manager. Its undo is that of <see cref="HandOverStep"/>, which knows whether
/// the older one had the same.
/// </summary>
/// <param name="chosen">The service manager.</param>
/// <param name="version">Version of the slot.</param>
internal sealed class RegisterPairStep(IHostServices chosen, string version) : IInstallStep
{
    public Task DoAsync(CancellationToken cancellationToken) => chosen.InstallAsync(version, cancellationToken);

    public Task UndoAsync(IHostServices manager, CancellationToken cancellationToken) => Task.CompletedTask;
}
