using System.Runtime.InteropServices;

namespace Aops.Native.Sqlite;

/// <summary>A <c>sqlite3_stmt*</c>.</summary>
internal sealed class SqliteStatementHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    // The result repeats the statement's own last error, which its Step has already thrown.
    protected override bool ReleaseHandle()
    {
        _ = SqliteCalls.FinalizeStatement(handle);
        return true;
    }
}
