using System.Runtime.InteropServices;

namespace Aops.Native.Sqlite;

/// <summary>A <c>sqlite3*</c>. Closing waits within SQLite for the last statement (sqlite3_close_v2).</summary>
internal sealed class SqliteDatabaseHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => SqliteCalls.Close(handle) == SqliteCalls.SQLITE_OK;
}
