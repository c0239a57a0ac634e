namespace Aops.Contracts;

/// <summary>Who runs the pair on a host, as <see cref="Wire.HostInfo.ServiceManager"/> says it.</summary>
public static class ServiceManagers
{
    /// <summary>The pair runs itself, started by the control script.</summary>
    public const string Direct = "direct";

    /// <summary>systemd, by a unit for each half.</summary>
    public const string Systemd = "systemd";
}
