using System.Runtime.InteropServices;

namespace Aops.Native.Processes;

/// <summary>Declarations of the calls by which one thread waits for a signal that is sent to it alone.</summary>
internal static unsafe partial class SignalCalls
{
    // asm/unistd_64.h and asm-generic/unistd.h; glibc exports these since 2.30 only.
    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    private static readonly nint SYS_gettid = IsArm ? 178 : 186;
    private static readonly nint SYS_tgkill = IsArm ? 131 : 234;

    /// <summary>Id of the calling thread.</summary>
    internal static int ThreadId() => (int)Call(SYS_gettid, 0, 0, 0);

    /// <summary>Sends a signal to a thread of this process.</summary>
    /// <returns>0, or -1 if the thread has ended.</returns>
    internal static int SendToThread(int thread, int signal) =>
        (int)Call(SYS_tgkill, Environment.ProcessId, thread, signal);

    /// <summary>The signal set of some signals of the first 64.</summary>
    internal static ProcessCalls.SignalSet SetOf(params ReadOnlySpan<int> signals)
    {
        var set = default(ProcessCalls.SignalSet);
        foreach (var signal in signals) set.Words[0] |= 1UL << (signal - 1);
        return set;
    }

    [LibraryImport("libc", EntryPoint = "sigwaitinfo", SetLastError = true)]
    internal static partial int Wait(ProcessCalls.SignalSet* set, void* info);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint first, nint second, nint third);
}
