namespace Aops.Systemd.Client;

/// <summary>Names of errors that systemd answers with (systemd's src/libsystemd/sd-bus/bus-common-errors.h).</summary>
public static class SystemdErrors
{
    private const string Prefix = "org.freedesktop.systemd1.";

    /// <summary>There is no such unit, or it is not loaded.</summary>
    public const string NoSuchUnit = Prefix + "NoSuchUnit";

    /// <summary>A unit of this name is loaded already.</summary>
    public const string UnitExists = Prefix + "UnitExists";

    /// <summary>An operator forbade the unit.</summary>
    public const string UnitMasked = Prefix + "UnitMasked";

    /// <summary>No process of the unit could be signalled.</summary>
    public const string NoSuchProcess = Prefix + "NoSuchProcess";

    /// <summary>The job has ended.</summary>
    public const string NoSuchJob = Prefix + "NoSuchJob";
}
