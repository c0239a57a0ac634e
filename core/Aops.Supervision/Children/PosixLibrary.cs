using System.Reflection;
using System.Runtime.InteropServices;
using Mono.Unix.Native;

namespace Aops.Supervision.Children;

/// <summary>
/// The native library of the package Mono.Unix, which lies beside the program. The programs have no search path of
/// their own (an RPATH), so the loader is told where it is.
/// </summary>
internal static class PosixLibrary
{
    private const string File = "libMono.Unix.so";

    private static readonly Lazy<bool> Told = new(() =>
    {
        NativeLibrary.SetDllImportResolver(typeof(Syscall).Assembly, Resolve);
        return true;
    });

    /// <summary>Tells the loader; to be called before <see cref="Syscall"/> is used.</summary>
    public static void Require() => _ = Told.Value;

    // Zero leaves it to the loader, which finds the library in the folders of a build.
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) =>
        name == "Mono.Unix"
        && NativeLibrary.TryLoad(Path.Combine(AppContext.BaseDirectory, File), out var library)
            ? library
            : 0;
}
