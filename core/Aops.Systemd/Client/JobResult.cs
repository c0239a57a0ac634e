namespace Aops.Systemd.Client;

/// <summary>How a job ended (org.freedesktop.systemd1(5), JobRemoved).</summary>
public enum JobResult
{
    /// <summary>The job succeeded.</summary>
    Done,

    /// <summary>Another job replaced it.</summary>
    Canceled,

    /// <summary>The unit exceeded its timeout.</summary>
    Timeout,

    /// <summary>The unit failed.</summary>
    Failed,

    /// <summary>A unit that it requires failed.</summary>
    Dependency,

    /// <summary>The job did not apply to the unit's state.</summary>
    Skipped,

    /// <summary>The caller's wait ended first; the job continues.</summary>
    Pending,
}
