namespace Aops.Systemd.Client;

/// <summary>How the main process of a service ended.</summary>
/// <param name="Code">Exit code; null if a signal ended it.</param>
/// <param name="EndSignal">The signal; null if it exited.</param>
public sealed record MainExit(int Pid, int? Code, int? EndSignal)
{
    // CLD_EXITED of waitid(2).
    private const int ExitedNormally = 1;

    /// <summary>Reads what systemd tells of a service.</summary>
    /// <param name="code">ExecMainCode, which is not 0: how it ended.</param>
    /// <param name="status">ExecMainStatus: its exit code or the signal.</param>
    /// <param name="pid">ExecMainPID.</param>
    internal static MainExit Of(int code, int status, int pid) =>
        code == ExitedNormally ? new MainExit(pid, status, null) : new MainExit(pid, null, status);
}
