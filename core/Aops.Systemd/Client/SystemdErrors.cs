namespace Aops.Systemd.Client;

/// <summary>Names of errors that systemd answers with (systemd's src/libsystemd/sd-bus/bus-common-errors.h).</summary>
public static class SystemdErrors
{
    private const string Prefix = "org.freedesktop.systemd1.";
    private const string BusPrefix = "org.freedesktop.DBus.Error.";

    /// <summary>There is no such unit, or it is not loaded.</summary>
    public const string NoSuchUnit = Prefix + "NoSuchUnit";

    /// <summary>A unit of this name is loaded already.</summary>
    public const string UnitExists = Prefix + "UnitExists";

    /// <summary>An operator forbade the unit.</summary>
    public const string UnitMasked = Prefix + "UnitMasked";

    /// <summary>An irreplaceable job is queued, usually that of a shutdown.</summary>
    public const string TransactionIsDestructive = Prefix + "TransactionIsDestructive";

    /// <summary>No process of the unit could be signalled.</summary>
    public const string NoSuchProcess = Prefix + "NoSuchProcess";

    /// <summary>An argument is invalid: a unit name, or a text that a message cannot contain.</summary>
    public const string InvalidArguments = BusPrefix + "InvalidArgs";

    /// <summary>
    /// Whether an error of a broker means that systemd is not reachable by the bus now: systemd re-executes itself,
    /// or the broker exits or is full (D-Bus specification, "Standard error names"; dbus-daemon and dbus-broker use
    /// different ones).
    /// </summary>
    /// <param name="name">Name of the error.</param>
    internal static bool MeansDisconnected(string name) =>
        name is BusPrefix + "NoReply" or BusPrefix + "Disconnected" or BusPrefix + "NameHasNoOwner"
            or BusPrefix + "ServiceUnknown" or BusPrefix + "NoServer" or BusPrefix + "Timeout"
            or BusPrefix + "TimedOut" or BusPrefix + "LimitsExceeded"
        || name.StartsWith(BusPrefix + "Spawn.", StringComparison.Ordinal);
}
