using Aops.Systemd.Client;
using Aops.Systemd.Transient;
using Tmds.DBus.Protocol;

namespace Aops.Systemd.Bus;

/// <summary>
/// systemd over the system bus. The first call opens the connection, which is dropped when it is lost or does not
/// reply. systemd is asked for signals only while something is watched, and the broker forwards only those of
/// watched units; a connection without a watch is never woken.
/// </summary>
internal sealed class BusRoute(SystemdOptions options) : ISystemdRoute, IDisposable
{
    private readonly HashSet<string> _rules = [];
    private BusConnection? _connection;

    /// <summary>Whether there is a connection.</summary>
    public bool IsOpen => _connection is not null;

    /// <summary>Whether the connection was lost and all its signals were taken.</summary>
    public bool HasEnded => _connection is { Signals.IsDrained: true };

    /// <summary>Makes the broker forward signals, on this connection and later ones.</summary>
    /// <param name="rule">The match rule.</param>
    /// <returns>Whether the rule is new.</returns>
    public bool Watch(string rule)
    {
        if (!_rules.Add(rule)) return false;
        if (_connection is not { } bus) return true;
        BeforeSending(() =>
        {
            if (!bus.IsSubscribed) Subscribe(bus);
            AddMatch(bus, rule);
            return true;
        });
        return true;
    }

    /// <summary>Removes a match rule.</summary>
    public void Unwatch(string rule)
    {
        if (_rules.Remove(rule)) _connection?.Send(BusCall.OfBroker("RemoveMatch", rule));
    }

    /// <summary>Takes the next signal.</summary>
    /// <param name="time">Longest wait.</param>
    /// <param name="isLost">Whether signals may have been lost.</param>
    /// <returns>The signal, or null if none came.</returns>
    public BusSignal? Next(TimeSpan time, out bool isLost)
    {
        isLost = true;
        return _connection?.Signals.Take(time, out isLost);
    }

    /// <summary>Drops the connection; watches continue on the next one.</summary>
    public void Drop()
    {
        _connection?.Dispose();
        _connection = null;
    }

    /// <summary>Closes the connection and forgets all watches.</summary>
    public void Dispose()
    {
        _rules.Clear();
        Drop();
    }

    public UnitJob Queue(UnitVerb verb, string unit)
    {
        Watch(BusNames.JobRule(unit));
        // Mode "replace": a contradicting job is replaced, except that of a shutdown, with which the call is
        // refused.
        var call = BusCall.OfManager(verb + "Unit", "ss", (ref MessageWriter writer) =>
        {
            writer.WriteString(unit);
            writer.WriteString("replace");
        });
        return new UnitJob(unit, verb, Call(call, BusReaders.Path));
    }

    public UnitJob StartTransient(TransientUnit unit)
    {
        Watch(BusNames.JobRule(unit.Name));
        var call = BusCall.OfManager(
            "StartTransientUnit", "ssa(sv)a(sa(sv))",
            (ref MessageWriter writer) => BusProperties.Write(ref writer, unit));
        return new UnitJob(unit.Name, UnitVerb.Start, Call(call, BusReaders.Path));
    }

    public void Kill(string unit, string who, int signal) =>
        Do(BusCall.OfManager("KillUnit", "ssi", (ref MessageWriter writer) =>
        {
            writer.WriteString(unit);
            writer.WriteString(who);
            writer.WriteInt32(signal);
        }));

    public void ResetFailed(string unit) =>
        Do(BusCall.OfManager("ResetFailedUnit", "s", (ref MessageWriter writer) => writer.WriteString(unit)));

    public void Reload() => Call(BusCall.OfManager("Reload"), BusReaders.Nothing, options.ReloadTimeMax);

    public void Link(IReadOnlyList<string> files) => ChangeFiles("LinkUnitFiles", files, false, true);

    public void Enable(IReadOnlyList<string> units) => ChangeFiles("EnableUnitFiles", units, false, true);

    public void Disable(IReadOnlyList<string> units) => ChangeFiles("DisableUnitFiles", units, false);

    public void Unmask(string unit)
    {
        ChangeFiles("UnmaskUnitFiles", [unit], false);
        ChangeFiles("UnmaskUnitFiles", [unit], true);
    }

    public string SystemState() => Call(BusCall.OfManagerProperty("SystemState"), BusReaders.TextValue);

    public ServiceEnd? EndOf(string unit)
    {
        if (Property(unit, BusNames.Unit, "LoadState", BusReaders.TextValue) == "not-found") return null;
        return new(
            Property(unit, BusNames.Service, "Result", BusReaders.TextValue),
            Property(unit, BusNames.Unit, "ActiveExitTimestampMonotonic", BusReaders.UInt64Value),
            Property(unit, BusNames.Service, "ExecMainExitTimestampMonotonic", BusReaders.UInt64Value));
    }

    public UnitStatus Status(string unit) => new(
        Property(unit, BusNames.Unit, "LoadState", BusReaders.TextValue),
        Property(unit, BusNames.Unit, "ActiveState", BusReaders.TextValue),
        Property(unit, BusNames.Unit, "SubState", BusReaders.TextValue),
        UnitNames.IsService(unit) ? (int)Property(unit, BusNames.Service, "MainPID", BusReaders.UInt32Value) : 0);

    public IReadOnlyList<ListedUnit> ListUnits() => Call(BusCall.OfManager("ListUnits"), BusReaders.Units);

    public UnitTrouble TroubleOf(string unit) => new(
        Property(unit, BusNames.Unit, "LoadState", BusReaders.TextValue),
        Property(unit, BusNames.Unit, "LoadError", BusReaders.ErrorValue),
        Property(unit, BusNames.Unit, "ActiveState", BusReaders.TextValue),
        Property(unit, BusNames.Service, "Result", BusReaders.TextValue),
        ExitOf(unit));

    public MainExit? ExitOf(string unit)
    {
        var code = Property(unit, BusNames.Service, "ExecMainCode", BusReaders.Int32Value);
        if (code == 0) return null;
        var status = Property(unit, BusNames.Service, "ExecMainStatus", BusReaders.Int32Value);
        var pid = (int)Property(unit, BusNames.Service, "ExecMainPID", BusReaders.UInt32Value);
        return MainExit.Of(code, status, pid);
    }

    public ulong ReadUInt64(string unit, string name) =>
        Property(unit, BusNames.Service, name, BusReaders.UInt64Value);

    public bool IsQueued(UnitJob job)
    {
        var id = Property(job.Unit, BusNames.Unit, "Job", BusReaders.JobValue);
        return id != 0 && (job.Id is not { } asked || asked == id);
    }

    private void ChangeFiles(string member, IReadOnlyList<string> files, params bool[] switches) => Call(
        BusCall.OfManager(member, "as" + new string('b', switches.Length), (ref MessageWriter writer) =>
        {
            writer.WriteArray(files);
            foreach (var value in switches) writer.WriteBool(value);
        }), BusReaders.Nothing, options.ReloadTimeMax);

    private T Property<T>(string unit, string @interface, string name, MessageValueReader<T> read) =>
        Call(BusCall.OfProperty(unit, @interface, name), read);

    private void Do(BusCall call) => Call(call, BusReaders.Nothing);

    private T Call<T>(BusCall call, MessageValueReader<T> read, TimeSpan? time = null)
    {
        try
        {
            return (_connection ??= BeforeSending(Open)).Call(call, read, time ?? options.CallTimeMax);
        }
        catch (SystemdException e) when (e.IsDisconnected)
        {
            Drop();
            throw;
        }
    }

    // If this fails, the request itself was not sent.
    private static T BeforeSending<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (SystemdException e) when (e.IsDisconnected)
        {
            throw e.BeforeSending();
        }
    }

    private BusConnection Open()
    {
        var bus = BusConnection.Open(options.BusAddress, options.ConnectTimeMax);
        try
        {
            if (_rules.Count > 0) Subscribe(bus);
            foreach (var rule in _rules) AddMatch(bus, rule);
            return bus;
        }
        catch
        {
            bus.Dispose();
            throw;
        }
    }

    // systemd sends no signals to a bus without a subscriber.
    private void Subscribe(BusConnection bus)
    {
        AddMatch(bus, BusNames.OwnerRule);
        // The owner is read on the signal thread, so that a later change of owner is seen after it.
        bus.Call(BusCall.OfBroker("GetNameOwner", BusNames.Systemd), (message, _) =>
        {
            bus.Signals.SetOwner(message.GetBodyReader().ReadString());
            return true;
        }, options.CallTimeMax);
        bus.Call(BusCall.OfManager("Subscribe"), BusReaders.Nothing, options.CallTimeMax);
        bus.IsSubscribed = true;
    }

    private void AddMatch(BusConnection bus, string rule) =>
        bus.Call(BusCall.OfBroker("AddMatch", rule), BusReaders.Nothing, options.CallTimeMax);
}
