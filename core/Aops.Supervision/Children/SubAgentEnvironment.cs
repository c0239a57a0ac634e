namespace Aops.Supervision.Children;

/// <summary>Variables that every sub-agent finds in its environment, and by which its processes are known.</summary>
public static class SubAgentEnvironment
{
    /// <summary>Its name.</summary>
    public const string Name = "AOPS_SUBAGENT";

    /// <summary>Its version.</summary>
    public const string Version = "AOPS_VERSION";

    /// <summary>A folder of its own that upgrades leave alone.</summary>
    public const string StateDirectory = "AOPS_STATE_DIR";

    /// <summary>
    /// What proves that its processes are of this host's suite; a secret, see <see cref="Adoption.SubAgentProof"/>.
    /// Units have none: their environment is shown to everybody, and their control group proves them.
    /// </summary>
    public const string Mark = "AOPS_MARK";

    /// <summary>A file that it may write JSON to, at most 64 KiB; the server shows it.</summary>
    public const string ReportFile = "AOPS_REPORT_FILE";
}
