namespace Aops.Contracts;

/// <summary>What starts the pair on a host; values of <see cref="Wire.HostInfo.ServiceManager"/>.</summary>
public static class ServiceManagers
{
    /// <summary>
    /// No service manager: the control script starts the pair, and its members restart each other.
    /// </summary>
    public const string Direct = "direct";

    /// <summary>systemd, with one unit for each member of the pair.</summary>
    public const string Systemd = "systemd";
}
