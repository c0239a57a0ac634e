using System.Reflection;
using System.Runtime.InteropServices;
using Mono.Unix.Native;

namespace Aops.Supervision.Launching;

/// <summary>
/// Locates the native library of the package Mono.Unix, which is beside the program. The programs have no RPATH, so
/// the loader is given its path.
/// </summary>
internal static class PosixLibrary
{
    private const string File = "libMono.Unix.so";

    private static readonly Lazy<bool> Told = new(() =>
    {
        NativeLibrary.SetDllImportResolver(typeof(Syscall).Assembly, Resolve);
        return true;
    });

    /// <summary>Registers the path; must be called before <see cref="Syscall"/> is used.</summary>
    public static void Require() => _ = Told.Value;

    // Zero leaves the search to the loader, which finds the library in a build's directories.
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) =>
        name == "Mono.Unix"
        && NativeLibrary.TryLoad(Path.Combine(AppContext.BaseDirectory, File), out var library)
            ? library
            : 0;
}
