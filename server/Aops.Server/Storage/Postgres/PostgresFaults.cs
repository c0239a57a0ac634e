using System.Data.Common;
using Npgsql;

namespace Aops.Server.Storage.Postgres;

/// <summary>What an SQLSTATE means (https://www.postgresql.org/docs/current/errcodes-appendix.html).</summary>
internal static class PostgresFaults
{
    private const string IdleInTransaction = "25P03";

    public static StoreFaultKind KindOf(DbException fault)
    {
        // Any other exception comes from the connection.
        if (fault is not PostgresException { SqlState: var state }) return StoreFaultKind.Unreachable;
        return state switch
        {
            PostgresErrorCodes.DiskFull => StoreFaultKind.Full,
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => StoreFaultKind.Conflict,
            PostgresErrorCodes.LockNotAvailable => StoreFaultKind.Busy,
            // Shuts down, has crashed, starts up, or went on as a standby, which takes no writes.
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
                or PostgresErrorCodes.TooManyConnections or IdleInTransaction
                or PostgresErrorCodes.ReadOnlySqlTransaction => StoreFaultKind.Unreachable,
            _ when state.StartsWith("08", StringComparison.Ordinal) => StoreFaultKind.Unreachable,
            _ => StoreFaultKind.Refused,
        };
    }
}
