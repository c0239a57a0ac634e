namespace Aops.Systemd.Client;

/// <summary>systemd refused a request, or was reached neither by the bus nor by <c>systemctl</c>.</summary>
public sealed class SystemdException : IOException
{
    private SystemdException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>
    /// Name of the error as D-Bus has it, for instance <see cref="SystemdErrors.NoSuchUnit"/>; null if it has none.
    /// </summary>
    public string? Name { get; private init; }

    /// <summary>
    /// Whether systemd was not reached: the bus or systemd is not running, restarts, or did not reply in time. The
    /// same request may succeed later or by the other route.
    /// </summary>
    public bool IsDisconnected { get; private init; }

    /// <summary>Whether the reply timed out; implies <see cref="IsDisconnected"/>.</summary>
    internal bool IsTimeout { get; private init; }

    /// <summary>Whether the request certainly did not reach systemd.</summary>
    internal bool IsUnsent { get; private init; }

    /// <summary>The same fault, marked as having occurred before the request was sent.</summary>
    internal SystemdException BeforeSending() => new(Message, this)
    {
        Name = Name, IsDisconnected = IsDisconnected, IsTimeout = IsTimeout, IsUnsent = true,
    };

    /// <summary>An error that the other side answered with.</summary>
    /// <param name="call">What was called.</param>
    /// <param name="name">Name of the error; null if it has none.</param>
    internal static SystemdException Refused(string call, string? name, string? text) =>
        new($"{call}: {(string.IsNullOrWhiteSpace(text) ? name : text)}")
        {
            Name = name, IsDisconnected = name is not null && SystemdErrors.MeansDisconnected(name),
        };

    /// <summary>No process listens, or the connection ended.</summary>
    /// <param name="call">What was called.</param>
    /// <param name="reason">What is known.</param>
    internal static SystemdException Disconnected(string call, string reason, Exception? inner = null) =>
        new($"{call}: {reason}", inner) { IsDisconnected = true };

    /// <summary>No answer came in time.</summary>
    /// <param name="call">What was called.</param>
    /// <param name="time">How long was waited.</param>
    internal static SystemdException TimedOut(string call, TimeSpan time) =>
        new($"{call}: no answer within {time.TotalSeconds:0.###} s") { IsDisconnected = true, IsTimeout = true };

    /// <summary>The answer was not what its interface says.</summary>
    /// <param name="call">What was called.</param>
    /// <param name="inner">What is wrong with it.</param>
    internal static SystemdException Malformed(string call, Exception inner) =>
        new($"{call}: the answer is malformed: {inner.Message}", inner);

    /// <summary>Both routes failed.</summary>
    /// <param name="bus">Fault of the bus; null while the bus is not tried.</param>
    /// <param name="command">Fault of the command.</param>
    internal static SystemdException Unreachable(SystemdException? bus, SystemdException command) =>
        new(bus is null ? command.Message : $"{bus.Message}; {command.Message}", command)
        {
            Name = command.Name, IsDisconnected = true,
        };
}
