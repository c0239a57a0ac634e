using System.Runtime.InteropServices;

namespace Aops.Native.Processes;

/// <summary>Signals by number (signal(7), x86 and arm).</summary>
public static class Signal
{
#pragma warning disable CS1591 // signal(7) documents them.
    public const int SIGHUP = 1;
    public const int SIGINT = 2;
    public const int SIGQUIT = 3;
    public const int SIGABRT = 6;
    public const int SIGKILL = 9;
    public const int SIGUSR1 = 10;
    public const int SIGSEGV = 11;
    public const int SIGUSR2 = 12;
    public const int SIGPIPE = 13;
    public const int SIGTERM = 15;
    public const int SIGCHLD = 17;
    public const int SIGCONT = 18;
    public const int SIGSTOP = 19;
    public const int SIGIO = 29;
#pragma warning restore CS1591

    /// <summary>Name of a signal, for instance <c>SIGKILL</c>; its number if it has no name here.</summary>
    public static string Name(int signal) => signal switch
    {
        SIGHUP => nameof(SIGHUP),
        SIGINT => nameof(SIGINT),
        SIGQUIT => nameof(SIGQUIT),
        4 => "SIGILL",
        5 => "SIGTRAP",
        SIGABRT => nameof(SIGABRT),
        7 => "SIGBUS",
        8 => "SIGFPE",
        SIGKILL => nameof(SIGKILL),
        SIGUSR1 => nameof(SIGUSR1),
        SIGSEGV => nameof(SIGSEGV),
        SIGUSR2 => nameof(SIGUSR2),
        SIGPIPE => nameof(SIGPIPE),
        14 => "SIGALRM",
        SIGTERM => nameof(SIGTERM),
        SIGSTOP => nameof(SIGSTOP),
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        SIGIO => nameof(SIGIO),
        31 => "SIGSYS",
        _ => $"signal {signal}",
    };

    /// <summary>Number of a signal by its name.</summary>
    /// <param name="name">For instance <c>SIGTERM</c>.</param>
    /// <returns>The number, or null for an unknown name.</returns>
    public static int? Parse(string name) => name switch
    {
        nameof(SIGHUP) => SIGHUP,
        nameof(SIGINT) => SIGINT,
        nameof(SIGQUIT) => SIGQUIT,
        nameof(SIGKILL) => SIGKILL,
        nameof(SIGUSR1) => SIGUSR1,
        nameof(SIGUSR2) => SIGUSR2,
        nameof(SIGTERM) => SIGTERM,
        nameof(SIGCONT) => SIGCONT,
        nameof(SIGSTOP) => SIGSTOP,
        _ => null,
    };

    /// <summary>Sends a signal to a process, or to a process group if the number is negative (kill(2)).</summary>
    /// <param name="pid">The process, or the negated group.</param>
    /// <param name="signal">The signal; 0 only tests for existence.</param>
    /// <returns>Whether the process or group exists.</returns>
    /// <exception cref="PosixException">It exists, and this user may not signal it.</exception>
    public static bool Send(int pid, int signal)
    {
        if (pid is 0 or 1 or -1) throw new ArgumentOutOfRangeException(nameof(pid), pid, "would reach too far");
        if (ProcessCalls.Kill(pid, signal) == 0) return true;
        var error = PosixException.Last("kill", $"{pid} {Name(signal)}");
        return error.Errno == Errno.ESRCH ? false : throw error;
    }

    /// <summary>Sets the default disposition of a signal in this process (signal(2)).</summary>
    public static void SetDefault(int signal) => ProcessCalls.SetDisposition(signal, 0);

    /// <summary>Ignores a signal in this process (signal(2)).</summary>
    public static void Ignore(int signal) => ProcessCalls.SetDisposition(signal, 1);

    /// <summary>Whether a process or zombie has a pid. Needs no descriptor.</summary>
    internal static bool Reaches(int pid) =>
        ProcessCalls.Kill(pid, 0) == 0 || Marshal.GetLastPInvokeError() != Errno.ESRCH;
}
