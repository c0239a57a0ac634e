using System.Runtime.InteropServices;

namespace Aops.Native.Processes;

/// <summary>
/// Starts children without <see cref="System.Diagnostics.Process"/>: each in its own session, with no signal
/// blocked or ignored, with standard input from <c>/dev/null</c>, and without other descriptors of this process
/// (all are close-on-exec). The caller must reap them.
/// </summary>
public static unsafe class Spawn
{
    // glibc exports it since 2.29, but the binaries require only 2.28: it is looked up at run time.
    private static readonly delegate* unmanaged<ProcessCalls.FileActions*, byte*, int> AddChangeDirectory =
        (delegate* unmanaged<ProcessCalls.FileActions*, byte*, int>)FindAddChangeDirectory();

    /// <summary>Number of the descriptor <see cref="SpawnRequest.Report"/> in the child.</summary>
    public const int ReportDescriptor = 3;

    /// <summary>Number of the descriptor <see cref="SpawnRequest.PassedEnvironment"/> in the child.</summary>
    public const int EnvironmentDescriptor = 4;

    /// <summary>Whether this C library can set <see cref="SpawnRequest.WorkingDirectory"/> (glibc 2.29).</summary>
    public static bool CanChangeDirectory => AddChangeDirectory != null;

    /// <summary>Starts a child (posix_spawn(3)).</summary>
    /// <returns>Pid of the child, which is also its process group and session.</returns>
    /// <exception cref="PosixException">The program cannot be executed; no process is left.</exception>
    /// <exception cref="NotSupportedException">
    /// A working directory is requested, and the C library cannot set it.
    /// </exception>
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
            // Opened by the child, so that a process without free descriptors can still start one.
            fixed (byte* nothing = "/dev/null\0"u8)
                Check(ProcessCalls.FileActionsAddOpen(&actions, 0, nothing, ProcessCalls.O_RDWR, 0), request);
            var output = request.Output is { } file ? (int)file.DangerousGetHandle() : 0;
            Check(ProcessCalls.FileActionsAddDup(&actions, output, 1), request);
            var errors = request.Error is { } other ? (int)other.DangerousGetHandle() : output;
            Check(ProcessCalls.FileActionsAddDup(&actions, errors, 2), request);

            if (request.Report is { } report)
            {
                Check(ProcessCalls.FileActionsAddDup(
                    &actions, (int)report.DangerousGetHandle(), ReportDescriptor), request);
            }
            if (request.PassedEnvironment is { } passed)
            {
                Check(ProcessCalls.FileActionsAddDup(
                    &actions, (int)passed.DangerousGetHandle(), EnvironmentDescriptor), request);
            }
            if (request.WorkingDirectory is { } directory) ChangeDirectory(&actions, directory, request);

            var none = default(ProcessCalls.SignalSet);
            var all = default(ProcessCalls.SignalSet);
            all.Words[0] = ulong.MaxValue & ~(1UL << (Signal.SIGKILL - 1)) & ~(1UL << (Signal.SIGSTOP - 1));
            Check(ProcessCalls.AttributesSetMask(&attributes, &none), request);
            Check(ProcessCalls.AttributesSetDefaults(&attributes, &all), request);
            Check(ProcessCalls.AttributesSetFlags(&attributes, (short)(
                ProcessCalls.POSIX_SPAWN_SETSIGMASK | ProcessCalls.POSIX_SPAWN_SETSIGDEF
                | ProcessCalls.POSIX_SPAWN_SETSID)), request);
            var (error, tries, pid) = (0, 0, 0);
            do
            {
                error = ProcessCalls.Spawn(
                    out pid, *path.Pointer, &actions, &attributes, arguments.Pointer, environment.Pointer);
            }
            while (TextFileBusyRetry.WaitForAnother(error, ref tries, TextFileBusyRetry.BriefTries));
            Check(error, request);
            GC.KeepAlive(request);
            return pid;
        }
        finally
        {
            ProcessCalls.FileActionsDestroy(&actions);
            ProcessCalls.AttributesDestroy(&attributes);
        }
    }

    private static void ChangeDirectory(
        ProcessCalls.FileActions* actions, string directory, SpawnRequest request)
    {
        if (!CanChangeDirectory)
            throw new NotSupportedException("posix_spawn_file_actions_addchdir_np: glibc is older than 2.29");
        using var path = new NativeStrings([directory]);
        Check(AddChangeDirectory(actions, *path.Pointer), request);
    }

    private static nint FindAddChangeDirectory() =>
        NativeLibrary.TryLoad("libc.so.6", out var library)
        && NativeLibrary.TryGetExport(library, "posix_spawn_file_actions_addchdir_np", out var function)
            ? function
            : 0;

    // posix_spawn functions return the error instead of setting errno.
    private static void Check(int error, SpawnRequest request)
    {
        if (error != 0) throw new PosixException("posix_spawn", request.Path, error);
    }
}
