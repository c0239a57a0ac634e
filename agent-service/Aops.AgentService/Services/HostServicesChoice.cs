using Aops.AgentService.Faults;
using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Systemd;
using Aops.Systemd.Files;

namespace Aops.AgentService.Services;

/// <summary>
/// Chooses the manager of the pair: the one that the operator names, or the best that the host has.
/// </summary>
/// <param name="word">The choice of the operator: one of <see cref="Words"/>.</param>
internal sealed class HostServicesChoice(ServiceContext context, string word)
{
    /// <summary>Lets the host decide.</summary>
    internal const string Auto = "auto";

    /// <summary>All valid choices.</summary>
    internal static readonly IReadOnlyList<string> Words = [ServiceManagers.Systemd, ServiceManagers.Direct, Auto];

    private bool CanBeUnits => SystemdHost.IsBooted && context.Layout.Root == "/";

    /// <summary>The manager for a new installation.</summary>
    /// <exception cref="ServiceException">The requested manager cannot run it.</exception>
    internal IHostServices ForInstall() => word switch
    {
        ServiceManagers.Direct => Direct(),
        ServiceManagers.Systemd => Units(),
        _ => CanBeUnits ? Units() : Direct(),
    };

    /// <summary>The manager of the existing installation: systemd if there are units.</summary>
    /// <exception cref="ServiceException">The requested manager cannot run it.</exception>
    internal IHostServices OfInstalled() => word switch
    {
        ServiceManagers.Direct => Direct(),
        ServiceManagers.Systemd => Units(),
        _ => RunsIt() ? Units() : Direct(),
    };

    /// <summary>The manager that runs the existing installation, regardless of the operator's choice.</summary>
    internal IHostServices Actual() => RunsIt() ? Units() : Direct();

    private bool RunsIt() => CanBeUnits && InstalledUnits.IsRegistered(context.Layout);

    private DirectServices Direct() => new(context.Layout);

    private UnitServices Units()
    {
        if (CanBeUnits) return new UnitServices(context);
        throw new ServiceException(
            SystemdHost.IsBooted
                ? $"--service-manager systemd: units are for the root /, not for {context.Layout.Root}; nothing was changed"
                : "--service-manager systemd: systemd does not run this host; nothing was changed",
            ExitCodes.Usage);
    }
}
