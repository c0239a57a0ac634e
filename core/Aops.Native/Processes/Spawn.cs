using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Processes;

/// <summary>
/// Starts children without <see cref="System.Diagnostics.Process"/>: in a session of their own, with no signal blocked
/// or ignored, with standard input from <c>/dev/null</c>, and with no other descriptor of ours (all are
/// close-on-exec). The caller waits for them.
/// </summary>
public static unsafe class Spawn
{
    private static readonly SafeFileHandle Null =
        File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);

    /// <summary>Starts a child (posix_spawn(3)).</summary>
    /// <param name="request">What to start.</param>
    /// <returns>Pid of the child, which is also its process group and session.</returns>
    /// <exception cref="PosixException">It could not be executed; no process is left behind.</exception>
    public static int Start(SpawnRequest request)
    {
        using var path = new NativeStrings([request.Path]);
        using var arguments = new NativeStrings(request.Arguments);
        using var environment = NativeStrings.OfEnvironment(request.Environment);
        ProcessCalls.FileActions actions;
        ProcessCalls.SpawnAttributes attributes;
        Check(ProcessCalls.FileActionsInit(&actions), request);
        Check(ProcessCalls.AttributesInit(&attributes), request);
        try
        {
            var nothing = (int)Null.DangerousGetHandle();
            var output = (int)(request.Output ?? Null).DangerousGetHandle();
            Check(ProcessCalls.FileActionsAddDup(&actions, nothing, 0), request);
            Check(ProcessCalls.FileActionsAddDup(&actions, output, 1), request);
            Check(ProcessCalls.FileActionsAddDup(&actions, output, 2), request);

            var none = default(ProcessCalls.SignalSet);
            var all = default(ProcessCalls.SignalSet);
            all.Words[0] = ulong.MaxValue & ~(1UL << (Signal.SIGKILL - 1)) & ~(1UL << (Signal.SIGSTOP - 1));
            Check(ProcessCalls.AttributesSetMask(&attributes, &none), request);
            Check(ProcessCalls.AttributesSetDefaults(&attributes, &all), request);
            Check(ProcessCalls.AttributesSetFlags(&attributes, (short)(
                ProcessCalls.POSIX_SPAWN_SETSIGMASK | ProcessCalls.POSIX_SPAWN_SETSIGDEF
                | ProcessCalls.POSIX_SPAWN_SETSID)), request);
            Check(ProcessCalls.Spawn(
                out var pid, *path.Pointer, &actions, &attributes, arguments.Pointer, environment.Pointer), request);
            GC.KeepAlive(request.Output);
            return pid;
        }
        finally
        {
            ProcessCalls.FileActionsDestroy(&actions);
            ProcessCalls.AttributesDestroy(&attributes);
        }
    }

    // The posix_spawn family returns its error instead of setting errno.
    private static void Check(int error, SpawnRequest request)
    {
        if (error != 0) throw new PosixException("posix_spawn", request.Path, error);
    }
}
