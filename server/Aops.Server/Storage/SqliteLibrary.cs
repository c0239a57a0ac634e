using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Aops.Server.Storage;

/// <summary>
/// Names the SQLite library to the ADO.NET provider, before its first use. A published program has SQLite linked in
/// and asks for no file; a program on the JIT, or linked where no static library was, loads the shared one.
/// </summary>
internal static class SqliteLibrary
{
    private const string Soname = "libsqlite3.so.0";

    static SqliteLibrary()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_sqlite3());
    }

    /// <summary>Takes effect once, however often it is called.</summary>
    public static void Use()
    {
    }

    // The provider's own name for it, "sqlite3", is found on machines with the development package only.
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? paths) =>
        name == "sqlite3" && NativeLibrary.TryLoad(Soname, out var library) ? library : 0;
}
