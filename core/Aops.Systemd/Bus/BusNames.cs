using Aops.Systemd.Client;

namespace Aops.Systemd.Bus;

/// <summary>Names on the bus: the broker's own (D-Bus specification) and systemd's (org.freedesktop.systemd1(5)).</summary>
internal static class BusNames
{
    /// <summary>The broker; also its interface.</summary>
    public const string Broker = "org.freedesktop.DBus";

    /// <summary>Object of the broker.</summary>
    public const string BrokerPath = "/org/freedesktop/DBus";

    /// <summary>systemd.</summary>
    public const string Systemd = "org.freedesktop.systemd1";

    /// <summary>Object of its manager.</summary>
    public const string ManagerPath = "/org/freedesktop/systemd1";

    /// <summary>Interface of that object.</summary>
    public const string Manager = Systemd + ".Manager";

    /// <summary>Interface of every unit.</summary>
    public const string Unit = Systemd + ".Unit";

    /// <summary>Additional interface of services.</summary>
    public const string Service = Systemd + ".Service";

    /// <summary>Interface of properties.</summary>
    public const string Properties = Broker + ".Properties";

    /// <summary>Rule for the end of jobs of one unit.</summary>
    /// <param name="unit">The unit, valid.</param>
    public static string JobRule(string unit) =>
        $"type='signal',sender='{Systemd}',path='{ManagerPath}',interface='{Manager}',"
        + $"member='JobRemoved',arg2='{unit}'";

    /// <summary>Rule for changes of one unit.</summary>
    public static string UnitRule(string unit) =>
        $"type='signal',sender='{Systemd}',path='{UnitNames.PathOf(unit)}',interface='{Properties}',"
        + "member='PropertiesChanged'";

    /// <summary>Match rule for a change of systemd's connection.</summary>
    public const string OwnerRule =
        $"type='signal',sender='{Broker}',path='{BrokerPath}',interface='{Broker}',member='NameOwnerChanged',"
        + $"arg0='{Systemd}'";
}
