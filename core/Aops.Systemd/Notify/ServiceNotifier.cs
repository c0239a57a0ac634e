using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Aops.Systemd.Notify;

/// <summary>
/// Notifies systemd of this service's state (sd_notify(3)): lines of <c>NAME=VALUE</c> in one datagram to the
/// socket in <c>NOTIFY_SOCKET</c>. Does nothing without that variable, and never fails.
/// <para>The package Microsoft.Extensions.Hosting.Systemd (10.0.15) uses the same socket, but in blocking mode: a
/// systemd that does not read would block its caller for ever, and one that is gone would make it throw. Here the
/// caller is the thread that restarts the peer.</para>
/// <para>Safe from any thread.</para>
/// </summary>
public sealed class ServiceNotifier
{
    /// <summary>Variable that names the socket: a path, or <c>@</c> and an abstract name.</summary>
    public const string SocketVariable = "NOTIFY_SOCKET";

    /// <summary>Variable with the watchdog's time in microseconds (sd_watchdog_enabled(3)).</summary>
    public const string WatchdogVariable = "WATCHDOG_USEC";

    /// <summary>Variable with the pid for which the watchdog is meant.</summary>
    public const string WatchdogPidVariable = "WATCHDOG_PID";

    // Longest wait for a systemd that does not read; then the message is dropped.
    private static readonly TimeSpan SendTime = TimeSpan.FromMilliseconds(200);

    private const int SignsMax = 4;

    private readonly string? _socket;
    private long _aliveAt;

    /// <summary>Makes a notifier.</summary>
    /// <param name="socket">Value of <see cref="SocketVariable"/>, or null.</param>
    /// <param name="watchdogTime">Watchdog timeout; null for no watchdog.</param>
    internal ServiceNotifier(string? socket, TimeSpan? watchdogTime)
    {
        // A "vsock:" address refers to the host of a virtual machine and is ignored.
        _socket = socket is ['/' or '@', _, ..] ? socket : null;
        WatchdogTime = _socket is null ? null : watchdogTime;
    }

    /// <summary>Whether systemd expects notifications.</summary>
    public bool IsWanted => _socket is not null;

    /// <summary>
    /// Watchdog timeout, within which systemd expects <see cref="Alive"/>; null without a watchdog.
    /// </summary>
    public TimeSpan? WatchdogTime { get; private set; }

    /// <summary>Reads the variables of this process.</summary>
    public static ServiceNotifier FromEnvironment() => new(
        Environment.GetEnvironmentVariable(SocketVariable),
        WatchdogOf(
            Environment.GetEnvironmentVariable(WatchdogVariable),
            Environment.GetEnvironmentVariable(WatchdogPidVariable), Environment.ProcessId));

    /// <summary>The service is ready.</summary>
    /// <param name="status">One line for <c>systemctl status</c>.</param>
    /// <returns>Whether the message was sent.</returns>
    public bool Ready(string status) => Send($"READY=1\nSTATUS={Line(status)}");

    /// <summary>
    /// The service replaces its program in place or reloads its settings; <see cref="Ready"/> follows.
    /// </summary>
    /// <param name="status">One line for <c>systemctl status</c>.</param>
    /// <returns>Whether the message was sent.</returns>
    public bool Reloading(string status) => Send(string.Create(
        CultureInfo.InvariantCulture,
        $"RELOADING=1\nMONOTONIC_USEC={MonotonicMicroseconds()}\nSTATUS={Line(status)}"));

    /// <summary>The service is stopping.</summary>
    /// <param name="status">One line for <c>systemctl status</c>.</param>
    /// <returns>Whether the message was sent.</returns>
    public bool Stopping(string status) => Send($"STOPPING=1\nSTATUS={Line(status)}");

    /// <summary>Changes the line of <c>systemctl status</c>.</summary>
    /// <param name="status">One line.</param>
    /// <returns>Whether systemd was told.</returns>
    public bool Status(string status) => Send($"STATUS={Line(status)}");

    /// <summary>
    /// Resets the watchdog. May be called at any rate: at most four messages are sent per timeout.
    /// </summary>
    /// <returns>Whether a message was sent.</returns>
    public bool Alive()
    {
        if (WatchdogTime is not { } time) return false;
        var now = Stopwatch.GetTimestamp();
        var last = Interlocked.Read(ref _aliveAt);
        if (last != 0 && Stopwatch.GetElapsedTime(last, now) < time / SignsMax) return false;
        // Another thread has just sent a message, which is enough for both.
        return Interlocked.CompareExchange(ref _aliveAt, now, last) == last && Send("WATCHDOG=1");
    }

    /// <summary>Makes another process the main process of the service.</summary>
    /// <returns>Whether the message was sent.</returns>
    public bool MainPid(int pid) => Send(string.Create(CultureInfo.InvariantCulture, $"MAINPID={pid}"));

    /// <summary>Extends the watchdog timeout beyond that of the unit; never shortens it.</summary>
    /// <param name="time">Time within which <see cref="Alive"/> will follow.</param>
    public void ExtendWatchdog(TimeSpan time)
    {
        if (WatchdogTime is not { } known || time <= known) return;
        WatchdogTime = time;
        Send(string.Create(CultureInfo.InvariantCulture, $"WATCHDOG_USEC={(long)time.TotalMicroseconds}"));
    }

    /// <summary>The watchdog's time, by its variables.</summary>
    /// <param name="microseconds">Value of <see cref="WatchdogVariable"/>.</param>
    /// <param name="pid">Value of <see cref="WatchdogPidVariable"/>.</param>
    /// <param name="own">This process.</param>
    internal static TimeSpan? WatchdogOf(string? microseconds, string? pid, int own)
    {
        if (pid is not null && (!int.TryParse(pid, CultureInfo.InvariantCulture, out var meant) || meant != own))
            return null;
        return long.TryParse(microseconds, CultureInfo.InvariantCulture, out var time) && time > 0
            ? TimeSpan.FromMicroseconds(time)
            : null;
    }

    // .NET's time stamps are CLOCK_MONOTONIC in nanoseconds on Linux.
    private static long MonotonicMicroseconds() =>
        (long)(Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000.0));

    private static string Line(string text) => text.ReplaceLineEndings(" ");

    private bool Send(string message)
    {
        if (_socket is null) return false;
        try
        {
            // One socket per message: systemd may have created its socket again meanwhile, and messages are rare.
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.Blocking = false;
            socket.Connect(new UnixDomainSocketEndPoint(_socket[0] == '@' ? "\0" + _socket[1..] : _socket));
            return socket.Poll(SendTime, SelectMode.SelectWrite) && socket.Send(Encoding.UTF8.GetBytes(message)) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
