using System.Data.Common;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.Server.Storage;
using Aops.Server.Storage.Transfers;

namespace Aops.Server.Backups;

/// <summary>Carries a database that no server uses into an empty one.</summary>
internal static class StoreMove
{
    /// <summary>Carries it: all of it or nothing.</summary>
    /// <param name="from">The source; it is brought up to the schema of this program.</param>
    /// <param name="to">The target, which must be empty.</param>
    /// <param name="report">Is told how far it is.</param>
    /// <returns>How many hosts the target knows.</returns>
    /// <exception cref="StartupFault">One of them is used, cannot be reached, or is not as it must be.</exception>
    public static long Run(DatabaseAddress from, DatabaseAddress to, Action<string> report)
    {
        var at = from;
        try
        {
            // Holds the lock of servers on both, as far as they have one.
            using var source = from.Open(TimeSpan.Zero);
            using (var writer = source.OpenWriter())
            {
                SchemaVersion.CheckKnown(source.ReadSchemaVersion(writer), source);
                Schema.Migrate(writer, source);
                at = to;
                if (to is DatabaseAddress.Sqlite { File: var file } && !File.Exists(file))
                    AtomicFile.Write(file, [], AtomicFile.Private);
                using var target = to.Open(TimeSpan.Zero);
                var transfer = new TableTransfer(source, target);
                var rows = transfer.Run((table, count) => report($"database: {table} {count}"));
                return rows["agent"];
            }
        }
        catch (InvalidDataException e)
        {
            throw new StartupFault(ExitCodes.BadData, e.Message, e);
        }
        catch (Exception e) when (e is DbException or StoreException)
        {
            var kind = (e as StoreException)?.Kind;
            throw new StartupFault(
                kind == StoreFaultKind.InUse ? ExitCodes.AlreadyRunning : ExitCodes.Unavailable,
                e is StoreException ? e.Message : $"the database {at.Name}: {e.Message}; nothing was moved", e);
        }
    }
}
