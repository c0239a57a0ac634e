using Aops.AgentService.Faults;
using Aops.Contracts;
using Aops.Systemd;
using Aops.Systemd.Files;

namespace Aops.AgentService.Services;

/// <summary>Which manager runs the pair: the one that the operator names, or the best that the host has.</summary>
/// <param name="context">The root, and whom to tell.</param>
/// <param name="word">What was asked for: one of <see cref="Words"/>.</param>
internal sealed class HostServicesChoice(ServiceContext context, string word)
{
    /// <summary>Leaves it to the host.</summary>
    internal const string Auto = "auto";

    /// <summary>Everything that may be asked for.</summary>
    internal static readonly IReadOnlyList<string> Words = [ServiceManagers.Systemd, ServiceManagers.Direct, Auto];

    private bool CanBeUnits => SystemdHost.IsBooted && context.Layout.Root == "/";

    /// <summary>The manager for an installation that is about to be made.</summary>
    /// <exception cref="ServiceException">The one that was asked for cannot run it.</exception>
    internal IHostServices ForInstall() => word switch
    {
        ServiceManagers.Direct => Direct(),
        ServiceManagers.Systemd => Units(),
        _ => CanBeUnits ? Units() : Direct(),
    };

    /// <summary>The manager of the installation that is there: systemd, if there are units.</summary>
    /// <exception cref="ServiceException">The one that was asked for cannot run it.</exception>
    internal IHostServices OfInstalled() => word switch
    {
        ServiceManagers.Direct => Direct(),
        ServiceManagers.Systemd => Units(),
        _ => RunsIt() ? Units() : Direct(),
    };

    /// <summary>The manager that really runs the installation that is there, whatever was asked for.</summary>
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
