namespace Aops.Rollouts.Hosts;

/// <summary>What makes a success a regression within the soak.</summary>
public enum HostSickness
{
    /// <summary>It is well.</summary>
    None,

    /// <summary>Two heartbeats or more are missing, without a farewell. A later heartbeat takes it back.</summary>
    MissingHeartbeats,

    /// <summary>A program of the pair, or a sub-agent that ran before, starts again and again.</summary>
    CrashLoop,

    /// <summary>A sub-agent that ran before does not run.</summary>
    SubAgentDown,
}
