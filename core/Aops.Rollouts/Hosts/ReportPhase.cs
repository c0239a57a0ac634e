namespace Aops.Rollouts.Hosts;

/// <summary>What a host tells of an order.</summary>
public enum ReportPhase
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It downloads.</summary>
    Downloading,

    /// <summary>Verified and unpacked; it has not switched.</summary>
    Staged,

    /// <summary>It has switched, and is on trial.</summary>
    Trial,

    /// <summary>It has what it should, whatever brought it there.</summary>
    There,

    /// <summary>It went back.</summary>
    RolledBack,

    /// <summary>It gave up before the switch.</summary>
    Failed,

    /// <summary>It cannot go on, and neither it nor the release is at fault.</summary>
    Blameless,
}
