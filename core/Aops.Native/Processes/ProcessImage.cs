using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Aops.Native.Processes;

/// <summary>
/// Replaces the program of this process (execve(2)). The pid stays, so watches on the process stay valid.
/// </summary>
public static unsafe class ProcessImage
{
    /// <summary>A path by which this process's program can be executed, also after its file was replaced.</summary>
    public static string OwnProgram =>
        Environment.ProcessPath is { } path && File.Exists(path) ? path : "/proc/self/exe";

    /// <summary>
    /// Executes another program in this process. Blocked and ignored signals would be inherited, and .NET blocks
    /// and ignores some: the mask is cleared, and ignored signals get a handler, which execve(2) resets to the
    /// default. Signals with a handler are left alone, because other threads run until the exec and the runtime
    /// sends them signals whose default action would end the process.
    /// </summary>
    /// <param name="path">The program, absolute.</param>
    /// <param name="arguments">All arguments, beginning with the program's name.</param>
    /// <param name="environment">The complete environment; null for this process's own.</param>
    /// <exception cref="PosixException">
    /// The program cannot be executed; this process continues, with signals unblocked.
    /// </exception>
    public static void Replace(
        string path, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        UnignoreSignals();
        Execute(path, arguments, environment ?? CurrentEnvironment());
    }

    /// <summary>
    /// Executes this process's program once more, with signals blocked in all threads of the new image: its threads inherit
    /// the mask of the one that calls this. A thread that exists already cannot be reached.
    /// </summary>
    /// <param name="arguments">All arguments, beginning with the program's name.</param>
    /// <param name="signals">The signals, of the first 64.</param>
    /// <exception cref="PosixException">The program cannot be executed; this process continues.</exception>
    public static void ReplaceWithBlocked(IReadOnlyList<string> arguments, params ReadOnlySpan<int> signals)
    {
        UnignoreSignals();
        var blocked = SignalCalls.SetOf(signals);
        ProcessCalls.SetSignalMask(ProcessCalls.SIG_SETMASK, &blocked, null);
        Execute(OwnProgram, arguments, CurrentEnvironment());
    }

    private static void Execute(
        string path, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        using var nativePath = new NativeStrings([path]);
        using var nativeArguments = new NativeStrings(arguments);
        using var nativeEnvironment = NativeStrings.OfEnvironment(environment);
        var (error, tries) = (0, 0);
        do
        {
            ProcessCalls.Execute(*nativePath.Pointer, nativeArguments.Pointer, nativeEnvironment.Pointer);
            error = Marshal.GetLastPInvokeError();
        }
        while (TextFileBusyRetry.WaitForAnother(error, ref tries, TextFileBusyRetry.Tries));
        throw new PosixException("execve", path, error);
    }

    /// <summary>The environment of this process.</summary>
    public static Dictionary<string, string> CurrentEnvironment()
    {
        var variables = new Dictionary<string, string>();
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        return variables;
    }

    /// <summary>
    /// Unblocks and resets inherited signals; every program calls it first. A signal that the parent ignored or
    /// blocked would never arrive, and with an ignored SIGCHLD a child cannot be waited for. SIGPIPE stays, since
    /// the runtime ignores it anyway.
    /// </summary>
    public static void ResetInheritedSignals()
    {
        foreach (var signal in IgnoredSignals())
        {
            if (signal != Signal.SIGPIPE) ProcessCalls.SetDisposition(signal, 0);
        }
        UnblockSignals();
    }

    private static void UnignoreSignals()
    {
        // Any async-signal-safe function without side effects (signal-safety(7)) can serve as the handler.
        var handler = NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "getpid");
        foreach (var signal in IgnoredSignals()) ProcessCalls.SetDisposition(signal, handler);
        UnblockSignals();
    }

    private static List<int> IgnoredSignals()
    {
        // Bit n-1 is signal n (proc(5)).
        const string mark = "SigIgn:";
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(mark, StringComparison.Ordinal));
        var digits = line.AsSpan(mark.Length).Trim();
        var ignored = ulong.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var signals = new List<int>();
        for (var signal = 1; ignored != 0; signal++, ignored >>= 1)
        {
            if ((ignored & 1) != 0) signals.Add(signal);
        }
        return signals;
    }

    private static void UnblockSignals()
    {
        var none = default(ProcessCalls.SignalSet);
        ProcessCalls.SetSignalMask(ProcessCalls.SIG_SETMASK, &none, null);
    }
}
