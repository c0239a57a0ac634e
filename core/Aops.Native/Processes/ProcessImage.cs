using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Aops.Native.Processes;

/// <summary>Replaces the program of this process (execve(2)): the pid, and with it every watch on it, stays.</summary>
public static unsafe class ProcessImage
{
    /// <summary>
    /// Executes another program in this process. Blocked and ignored signals would be inherited, and .NET both blocks
    /// and ignores some: so the mask is cleared, and what is ignored gets a handler, which execve(2) takes away again.
    /// Signals with a handler are left alone. Other threads run until the very moment of the exec, and the runtime
    /// sends signals to them: with the default disposition one of those would end the process.
    /// </summary>
    /// <param name="path">The program, absolute.</param>
    /// <param name="arguments">All arguments, the program's own name first.</param>
    /// <param name="environment">The whole environment; null for this process's own.</param>
    /// <exception cref="PosixException">The program could not be executed; this process goes on, with signals unblocked.</exception>
    public static void Replace(
        string path, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var nativePath = new NativeStrings([path]);
        using var nativeArguments = new NativeStrings(arguments);
        using var nativeEnvironment = NativeStrings.OfEnvironment(environment ?? CurrentEnvironment());
        UnignoreSignals();
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
    /// To be called first of all by every program: a signal that the parent left ignored or blocked would never
    /// arrive, and an ignored SIGCHLD makes waiting for a child impossible. SIGPIPE is the runtime's to ignore.
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
        // Any function that may be called with any argument at any moment (signal-safety(7)).
        var handler = NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "getpid");
        foreach (var signal in IgnoredSignals()) ProcessCalls.SetDisposition(signal, handler);
        UnblockSignals();
    }

    private static List<int> IgnoredSignals()
    {
        // Bit n-1 stands for signal n (proc(5)).
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
