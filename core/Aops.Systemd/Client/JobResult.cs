namespace Aops.Systemd.Client;

/// <summary>How a job ended (org.freedesktop.systemd1(5), JobRemoved).</summary>
public enum JobResult
{
    /// <summary>As asked.</summary>
    Done,

    /// <summary>Another job took its place.</summary>
    Canceled,

    /// <summary>The unit took longer than it may.</summary>
    Timeout,

    /// <summary>The unit failed.</summary>
    Failed,

    /// <summary>A unit that it needs failed.</summary>
    Dependency,

    /// <summary>It did not apply to the unit as it is.</summary>
    Skipped,

    /// <summary>The caller's time was over before; the job goes on.</summary>
    Pending,
}
