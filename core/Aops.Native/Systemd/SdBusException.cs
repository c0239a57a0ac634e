using System.Runtime.InteropServices;

namespace Aops.Native.Systemd;

/// <summary>A call over D-Bus failed: on this side (an error number) or on the other one (an error name too).</summary>
public sealed class SdBusException : IOException
{
    private SdBusException(string message, string? name, int errno)
        : base(message) => (Name, Errno) = (name, errno);

    /// <summary>Name of the error, for instance <c>org.freedesktop.systemd1.NoSuchUnit</c>; null if there is none.</summary>
    public string? Name { get; }

    /// <summary>The error number (errno(3)).</summary>
    public int Errno { get; }

    /// <summary>
    /// Whether the connection is gone, or could not be made: the service at its other end is away or starts anew.
    /// </summary>
    public bool IsDisconnected =>
        Errno is Native.Errno.ECONNRESET or Native.Errno.ENOTCONN or Native.Errno.EPIPE
            or Native.Errno.ECONNREFUSED or Native.Errno.ESHUTDOWN
        || Name is "org.freedesktop.DBus.Error.Disconnected" or "org.freedesktop.DBus.Error.NoReply";

    /// <summary>Describes a failed call.</summary>
    /// <param name="call">What was called.</param>
    /// <param name="subject">What it was about.</param>
    /// <param name="result">What sd-bus returned: a negative error number.</param>
    internal static SdBusException Of(string call, string subject, int result) =>
        new($"{call} {subject}: {Marshal.GetPInvokeErrorMessage(-result)}", null, -result);

    /// <summary>Describes an error that the other side answered with.</summary>
    /// <param name="call">What was called.</param>
    /// <param name="name">Name of the error.</param>
    /// <param name="message">Its text.</param>
    /// <param name="result">What sd-bus returned: a negative error number.</param>
    internal static SdBusException Of(string call, string name, string? message, int result) =>
        new($"{call}: {(string.IsNullOrEmpty(message) ? name : message)}", name, -result);

    /// <summary>Describes a host without the library.</summary>
    internal static SdBusException LibraryMissing() => new(
        $"{SdBusCalls.Library} is not on this host, and without it systemd cannot be asked for anything", null,
        Native.Errno.ENOENT);
}
