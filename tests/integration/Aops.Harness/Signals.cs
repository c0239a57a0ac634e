using Aops.Native.Processes;

namespace Aops.Harness;

/// <summary>Signals to exactly one process, never to another that has got the same pid.</summary>
public static class Signals
{
    /// <summary>Sends a signal.</summary>
    /// <exception cref="InvalidOperationException">The process is gone.</exception>
    public static void Send(ProcessIdentity process, int signal)
    {
        if (!TrySend(process, signal))
            throw new InvalidOperationException($"process {process} is gone before {Signal.Name(signal)}");
    }

    /// <summary>Sends a signal, if the process is still there.</summary>
    /// <returns>Whether it was.</returns>
    public static bool TrySend(ProcessIdentity process, int signal)
    {
        using var descriptor = PidFd.TryOpen(process);
        return descriptor?.Send(signal) == true;
    }
}
