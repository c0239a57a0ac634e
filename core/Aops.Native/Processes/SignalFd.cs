using System.Buffers.Binary;
using Aops.Native.Events;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Processes;

/// <summary>
/// Reads signals as events (signalfd(2)), without a handler and without a thread. All threads of this process must have
/// them blocked: <see cref="ProcessImage.ReplaceWithBlocked"/>.
/// </summary>
public sealed unsafe class SignalFd : IDisposable
{
    // struct signalfd_siginfo; its first four bytes are the number.
    private const int InfoBytes = 128;

    /// <summary>Opens a descriptor of signals, and blocks them in the calling thread.</summary>
    /// <param name="signals">The signals, of the first 64.</param>
    /// <exception cref="PosixException">signalfd(2) failed: no descriptor is left.</exception>
    public SignalFd(params ReadOnlySpan<int> signals)
    {
        var set = SignalCalls.SetOf(signals);
        ProcessCalls.SetSignalMask(ProcessCalls.SIG_BLOCK, &set, null);
        Handle = EventCalls.SignalFd(-1, &set, EventCalls.SFD_CLOEXEC | EventCalls.SFD_NONBLOCK);
        if (Handle.IsInvalid) throw PosixException.Last("signalfd", "a new descriptor");
    }

    /// <summary>The descriptor: readable while a signal is pending.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Takes one pending signal.</summary>
    /// <returns>Its number; null for none.</returns>
    public int? TryRead()
    {
        var info = stackalloc byte[InfoBytes];
        return EventCalls.Read(Handle, info, InfoBytes) == InfoBytes
            ? BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(info, sizeof(int)))
            : null;
    }

    /// <summary>Closes the descriptor; the signals stay blocked.</summary>
    public void Dispose() => Handle.Dispose();
}
