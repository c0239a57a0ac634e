using Aops.Systemd.Client;
using Tmds.DBus.Protocol;

namespace Aops.Systemd.Bus;

/// <summary>A method call.</summary>
/// <param name="Destination">Name of the service.</param>
/// <param name="Path">Path of the object.</param>
/// <param name="Member">The method.</param>
/// <param name="Signature">Signature of the arguments; null for none.</param>
/// <param name="Write">Writes the arguments; null for none.</param>
internal sealed record BusCall(
    string Destination, string Path, string Interface, string Member, string? Signature = null,
    BusArguments? Write = null)
{
    /// <summary>A call of the broker with one text.</summary>
    /// <param name="member">The method.</param>
    /// <param name="argument">The text.</param>
    public static BusCall OfBroker(string member, string argument) => new(
        BusNames.Broker, BusNames.BrokerPath, BusNames.Broker, member, "s",
        (ref MessageWriter writer) => writer.WriteString(argument));

    /// <summary>A call of systemd's manager object.</summary>
    /// <param name="member">The method.</param>
    /// <param name="signature">Signature of the arguments; null for none.</param>
    /// <param name="write">Writes the arguments; null for none.</param>
    public static BusCall OfManager(string member, string? signature = null, BusArguments? write = null) =>
        new(BusNames.Systemd, BusNames.ManagerPath, BusNames.Manager, member, signature, write);

    /// <summary>A look at a property of a unit.</summary>
    /// <param name="interface">The interface that has it.</param>
    /// <param name="name">Name of the property.</param>
    public static BusCall OfProperty(string unit, string @interface, string name) =>
        OfObject(UnitNames.PathOf(unit), @interface, name);

    /// <summary>A look at a property of the manager.</summary>
    /// <param name="name">Name of the property.</param>
    public static BusCall OfManagerProperty(string name) => OfObject(BusNames.ManagerPath, BusNames.Manager, name);

    private static BusCall OfObject(string path, string @interface, string name) => new(
        BusNames.Systemd, path, BusNames.Properties, "Get", "ss",
        (ref MessageWriter writer) =>
        {
            writer.WriteString(@interface);
            writer.WriteString(name);
        });
}
