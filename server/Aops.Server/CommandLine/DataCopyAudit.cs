using System.Data.Common;
using Aops.Native.Files;
using Aops.Native.Programs;
using Aops.Server.Actors;
using Aops.Server.Audit;
using Aops.Server.Hosting;
using Aops.Server.Storage;

namespace Aops.Server.CommandLine;

/// <summary>
/// Tells the audit that an account of this machine takes the whole database elsewhere: a row before the first byte is read, so that a
/// command that is killed has it too, and one of what became of it. Neither holds up the work: a row that cannot be written
/// is told on the standard error.
/// </summary>
/// <param name="folder">The data folder.</param>
/// <param name="kind">One of <see cref="AuditKinds"/>.</param>
/// <param name="target">Where the database goes, as <c>backup:/srv/monday</c>.</param>
/// <param name="error">The standard error.</param>
internal sealed class DataCopyAudit(ServerFolder folder, string kind, string target, TextWriter error)
{
    /// <summary>The work begins.</summary>
    public Task BeginAsync(DatabaseAddress database) =>
        TellAsync(database, new(kind, target) { After = Result("begun", database) });

    /// <summary>Does it, and tells where it fails; what was shown of its progress is cleared before.</summary>
    public async Task<T> RunAsync<T>(DatabaseAddress database, ProgressReport progress, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e)
        {
            progress.Dispose();
            await TellAsync(database, new(kind, target) { After = Result("failed", database).Set("fault", e.Message) });
            throw;
        }
    }

    /// <summary>It is done.</summary>
    /// <param name="database">The database that was read.</param>
    /// <param name="hosts">How many hosts it knows.</param>
    /// <param name="bytes">What was written; null where that is not counted.</param>
    /// <param name="into">The database that has the row, where that is another one.</param>
    public Task EndAsync(DatabaseAddress database, long hosts, long? bytes = null, DatabaseAddress? into = null) =>
        TellAsync(into ?? database, new(kind, target)
        {
            After = Result("done", database).Set("bytes", bytes), Hosts = hosts,
        });

    private static AuditFields Result(string result, DatabaseAddress database) =>
        new AuditFields().Set("result", result).Set("database", database.Name);

    private async Task TellAsync(DatabaseAddress database, AuditChange change)
    {
        try
        {
            await AppendAsync(database, change);
        }
        catch (Exception e) when (
            e is StartupFault or StoreException or DbException or InvalidDataException || FileFaults.IsFileFault(e))
        {
            await error.WriteLineAsync(PlainText.Escape(
                $"aops-server: the audit of {database.Name} has no row of this {kind} ({change.After}): {e.Message}"));
        }
    }

    // Neither a database that is not there is made by it, nor one of another version migrated.
    private async Task AppendAsync(DatabaseAddress database, AuditChange change)
    {
        if (database is DatabaseAddress.Sqlite { File: var file } && !File.Exists(file))
            throw new InvalidDataException("it is not there");
        using (var dialect = database.Open(lockWait: null))
        using (var reader = dialect.OpenReader())
        {
            var version = dialect.ReadSchemaVersion(reader);
            if (version != Schema.Version)
                throw new InvalidDataException($"it has schema {version}, this program writes {Schema.Version}");
        }
        WriteOrigin.Current = new WriteOrigin(ActorKind.CommandLine, Environment.UserName);
        await using var store = ServerDatabase.Open(folder, database, lockWait: null);
        await new AuditWriter(store).AppendAsync(change);
    }
}
