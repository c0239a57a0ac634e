namespace Aops.Systemd.Client;

/// <summary>How the main process of a service ended.</summary>
/// <param name="Pid">The process.</param>
/// <param name="Code">Exit code; null if a signal ended it.</param>
/// <param name="EndSignal">The signal; null if it exited.</param>
public sealed record MainExit(int Pid, int? Code, int? EndSignal);
