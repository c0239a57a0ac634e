namespace Aops.Supervision.Launching;

/// <summary>Environment variables of every sub-agent, by which its processes are identified.</summary>
public static class SubAgentEnvironment
{
    /// <summary>Name of the sub-agent.</summary>
    public const string Name = "AOPS_SUBAGENT";

    /// <summary>Version of the sub-agent.</summary>
    public const string Version = "AOPS_VERSION";

    /// <summary>Its state directory, which upgrades do not touch.</summary>
    public const string StateDirectory = "AOPS_STATE_DIR";

    /// <summary>
    /// Secret mark that proves that a process was started by this host's suite; see
    /// <see cref="Adoption.SubAgentProof"/>. Units have none: systemd shows their environment to every user, and
    /// their control group is proof enough.
    /// </summary>
    public const string Mark = "AOPS_MARK";

    /// <summary>A file to which it may write JSON, at most 64 KiB; the server shows it.</summary>
    public const string ReportFile = "AOPS_REPORT_FILE";
}
