using Aops.Native.Systemd;

namespace Aops.Systemd.Client;

// What systemd tells of a unit.
public sealed partial class SystemdClient
{
    private const string PropertiesInterface = "org.freedesktop.DBus.Properties";
    private const string UnitInterface = "org.freedesktop.systemd1.Unit";
    private const string ServiceInterface = "org.freedesktop.systemd1.Service";

    // CLD_EXITED of waitid(2).
    private const int ExitedNormally = 1;

    /// <summary>How a unit is; one that is not there is <c>not-found</c> and <c>inactive</c>.</summary>
    /// <param name="unit">The unit.</param>
    public UnitStatus Status(string unit) => new(
        Property(unit, UnitInterface, "LoadState", "s", m => m.ReadString()),
        Property(unit, UnitInterface, "ActiveState", "s", m => m.ReadString()),
        Property(unit, UnitInterface, "SubState", "s", m => m.ReadString()),
        unit.EndsWith(".service", StringComparison.Ordinal)
            ? (int)Property(unit, ServiceInterface, "MainPID", "u", m => m.ReadUInt32())
            : 0);

    /// <summary>How the main process of a service ended last.</summary>
    /// <param name="unit">The service.</param>
    /// <returns>Null if it runs, or never ran.</returns>
    public MainExit? ExitOf(string unit)
    {
        var code = Property(unit, ServiceInterface, "ExecMainCode", "i", m => m.ReadInt32());
        if (code == 0) return null;
        var status = Property(unit, ServiceInterface, "ExecMainStatus", "i", m => m.ReadInt32());
        var pid = (int)Property(unit, ServiceInterface, "ExecMainPID", "u", m => m.ReadUInt32());
        return code == ExitedNormally ? new MainExit(pid, status, null) : new MainExit(pid, null, status);
    }

    /// <summary>Reads a property.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="unit">The unit.</param>
    /// <param name="interface">The interface that has it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="signature">Its signature.</param>
    /// <param name="read">Reads the value.</param>
    private T Property<T>(
        string unit, string @interface, string name, string signature, Func<SdBusMessage, T> read)
    {
        using var reply = _connection.Call(
            UnitNames.PathOf(unit), PropertiesInterface, "Get", m => m.Append(@interface).Append(name));
        reply.Enter('v', signature);
        return read(reply);
    }

    /// <summary>Reads a number that a unit has as a property, for instance <c>MemoryMax</c>.</summary>
    /// <param name="unit">The service.</param>
    /// <param name="name">Name of a 64-bit property of services.</param>
    public ulong ReadUInt64(string unit, string name) =>
        Property(unit, ServiceInterface, name, "t", m => m.ReadUInt64());
}
