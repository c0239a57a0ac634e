using Aops.Native.Processes;
using Microsoft.Extensions.Logging;

namespace Aops.Pair;

/// <summary>The messages of the watch of the peer; each has an id that does not change.</summary>
internal static partial class PeerLog
{
    [LoggerMessage(100, LogLevel.Warning, "{Peer} (pid {Pid}) ended: {Exit}")]
    public static partial void PeerEnded(this ILogger logger, string peer, int pid, ChildExit exit);

    [LoggerMessage(101, LogLevel.Warning,
        "{Peer} (pid {Pid}) hangs: no answer for {Seconds:0.0} s; it is killed and started again")]
    public static partial void PeerHangs(this ILogger logger, string peer, int? pid, double seconds);

    [LoggerMessage(102, LogLevel.Warning, "{Peer} ended too often; next start in {Seconds:0.00} s")]
    public static partial void PeerBacksOff(this ILogger logger, string peer, double seconds);

    [LoggerMessage(103, LogLevel.Warning, "{Peer} is killed: {Reason}")]
    public static partial void PeerIsKilled(this ILogger logger, string peer, string reason);

    [LoggerMessage(104, LogLevel.Error, "{Peer} cannot be killed: {Reason}; tried again after the ping timeout")]
    public static partial void PeerKillFailed(this ILogger logger, string peer, string reason);

    [LoggerMessage(105, LogLevel.Information, "{Peer} was started as pid {Pid}")]
    public static partial void PeerStarted(this ILogger logger, string peer, int pid);

    [LoggerMessage(106, LogLevel.Information, "systemd was asked to start {Peer}")]
    public static partial void PeerStartAsked(this ILogger logger, string peer);

    [LoggerMessage(107, LogLevel.Error, "{Peer} cannot be started: {Reason}; next try in {Seconds:0.00} s")]
    public static partial void PeerStartFailed(this ILogger logger, string peer, string reason, double seconds);

    [LoggerMessage(108, LogLevel.Information, "{Peer} is not started again: {Reason}")]
    public static partial void PeerStartSuppressed(this ILogger logger, string peer, string reason);

    [LoggerMessage(109, LogLevel.Information,
        "this kernel has no pidfd; the end of {Peer} is told by its connection")]
    public static partial void NoPidFd(this ILogger logger, string peer);

    [LoggerMessage(110, LogLevel.Warning,
        "{Peer} cannot be watched by pidfd: {Reason}; its end is told by its connection")]
    public static partial void PidFdFailed(this ILogger logger, string peer, string reason);

    [LoggerMessage(111, LogLevel.Debug, "the connection with {Peer} broke: {Reason}")]
    public static partial void PeerConnectionBroke(this ILogger logger, string peer, string reason);

    [LoggerMessage(112, LogLevel.Debug, "{Peer} cannot be called: {Reason}")]
    public static partial void PeerCallFailed(this ILogger logger, string peer, string reason);
}
