using Aops.Server.Audit;

namespace Aops.Server.Storage;

/// <summary>
/// Tells the audit of what is no row of the database, such as files. The row is on the disk before the file is put in place,
/// so that no such change is ever without one.
/// </summary>
internal sealed class AuditWriter(Database database)
{
    /// <summary>Adds the row of an act.</summary>
    public Task AppendAsync(AuditChange change) => database.WriteAsync(
        connection =>
        {
            AuditRows.Append(connection, change);
            return true;
        },
        Durability.Disk, CancellationToken.None);
}
