using Aops.Systemd.Transient;

namespace Aops.Systemd.Client;

/// <summary>
/// One way to call systemd: the bus or commands. Every member throws <see cref="SystemdException"/>, with
/// <see cref="SystemdException.IsDisconnected"/> if systemd was not reached.
/// </summary>
internal interface ISystemdRoute
{
    /// <summary>Queues a job.</summary>
    /// <param name="verb">What is asked.</param>
    UnitJob Queue(UnitVerb verb, string unit);

    /// <summary>Starts a transient unit.</summary>
    UnitJob StartTransient(TransientUnit unit);

    /// <summary>Sends a signal to processes of a unit.</summary>
    /// <param name="who"><c>main</c>, <c>control</c> or <c>all</c>.</param>
    void Kill(string unit, string who, int signal);

    /// <summary>Forgets that a unit failed.</summary>
    void ResetFailed(string unit);

    /// <summary>Reads all unit files again.</summary>
    void Reload();

    /// <summary>Makes files from elsewhere known as units.</summary>
    /// <param name="files">Absolute paths.</param>
    void Link(IReadOnlyList<string> files);

    /// <summary>Makes units start at boot.</summary>
    void Enable(IReadOnlyList<string> units);

    /// <summary>Makes units not start at boot.</summary>
    void Disable(IReadOnlyList<string> units);

    /// <summary>Unmasks a unit, permanently and for this boot.</summary>
    void Unmask(string unit);

    /// <summary>State of the whole: <c>running</c>, <c>degraded</c>, <c>stopping</c> and others.</summary>
    string SystemState();

    /// <summary>How a unit is.</summary>
    UnitStatus Status(string unit);

    /// <summary>All units that are loaded.</summary>
    IReadOnlyList<ListedUnit> ListUnits();

    /// <summary>The reason why a service may not run.</summary>
    /// <param name="unit">The service.</param>
    UnitTrouble TroubleOf(string unit);

    /// <summary>How the main process of a service ended last; null if it runs, or never ran.</summary>
    /// <param name="unit">The service.</param>
    MainExit? ExitOf(string unit);

    /// <summary>Why a service ended last, as systemd judges it; null where it is not loaded.</summary>
    /// <param name="unit">The service.</param>
    ServiceEnd? EndOf(string unit);

    /// <summary>Reads a 64-bit property of a service.</summary>
    /// <param name="unit">The service.</param>
    /// <param name="name">Name of the property.</param>
    ulong ReadUInt64(string unit, string name);

    /// <summary>Whether a job has not ended; of a job without a path, whether its unit has any.</summary>
    bool IsQueued(UnitJob job);
}
