using Aops.Systemd.Transient;

namespace Aops.Systemd.Client;

/// <summary>
/// One way to ask systemd. Every member throws <see cref="SystemdException"/>, with
/// <see cref="SystemdException.IsDisconnected"/> when this way did not reach it.
/// </summary>
internal interface ISystemdRoute
{
    /// <summary>Queues a job.</summary>
    /// <param name="verb">What is asked.</param>
    /// <param name="unit">The unit.</param>
    UnitJob Queue(UnitVerb verb, string unit);

    /// <summary>Starts a transient unit.</summary>
    /// <param name="unit">The unit.</param>
    UnitJob StartTransient(TransientUnit unit);

    /// <summary>Sends a signal to processes of a unit.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="who"><c>main</c>, <c>control</c> or <c>all</c>.</param>
    /// <param name="signal">The signal.</param>
    void Kill(string unit, string who, int signal);

    /// <summary>Forgets that a unit failed.</summary>
    /// <param name="unit">The unit.</param>
    void ResetFailed(string unit);

    /// <summary>Reads all unit files again.</summary>
    void Reload();

    /// <summary>Makes files from elsewhere known as units.</summary>
    /// <param name="files">Absolute paths.</param>
    void Link(IReadOnlyList<string> files);

    /// <summary>Makes units start at boot.</summary>
    /// <param name="units">The units.</param>
    void Enable(IReadOnlyList<string> units);

    /// <summary>Makes units not start at boot.</summary>
    /// <param name="units">The units.</param>
    void Disable(IReadOnlyList<string> units);

    /// <summary>Allows a unit that was forbidden, for good and until the next boot.</summary>
    /// <param name="unit">The unit.</param>
    void Unmask(string unit);

    /// <summary>State of the whole: <c>running</c>, <c>degraded</c>, <c>stopping</c> and others.</summary>
    string SystemState();

    /// <summary>How a unit is.</summary>
    /// <param name="unit">The unit.</param>
    UnitStatus Status(string unit);

    /// <summary>What may keep a service from running.</summary>
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
    /// <param name="job">The job.</param>
    bool IsQueued(UnitJob job);
}
