using System.Reflection;
using System.Runtime.InteropServices;
using Mono.Unix.Native;

namespace Aops.Supervision.Children;

/// <summary>
/// Where the native half of Mono.Posix lies: beside the program. A program of ours has no search path of its own (an
/// RPATH), so the loader is told.
/// </summary>
internal static class MonoPosix
{
    private const string File = "libMonoPosixHelper.so";

    private static readonly Lazy<bool> Told = new(() =>
    {
        NativeLibrary.SetDllImportResolver(typeof(Syscall).Assembly, Resolve);
        return true;
    });

    /// <summary>Tells the loader; to be called before <see cref="Syscall"/> is used.</summary>
    public static void Require() => _ = Told.Value;

    // Zero leaves it to the loader, which finds the library in the folders of a build.
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) =>
        name == "MonoPosixHelper"
        && NativeLibrary.TryLoad(Path.Combine(AppContext.BaseDirectory, File), out var library)
            ? library
            : 0;
}
