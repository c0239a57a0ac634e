using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Server.Events;
using Aops.Server.Storage;
using Aops.Server.Storage.Transfers;

namespace Aops.Server.Diagnostics;

/// <summary>
/// What helps to understand a server from afar: versions, files by name, rows by number, the newest events. No content of a
/// file is in it but certificates, and no column that holds a token, a hash or a key.
/// </summary>
internal sealed class ServerDiagnosis(ServerFolder folder, DatabaseAddress database, TimeProvider clock)
{
    private const int EventsMax = 2000;
    private const int FilesMax = 5000;
    private const int CountsMax = 2000;

    /// <summary>Takes it. A part that cannot be read says why in its place.</summary>
    public IReadOnlyList<(string Name, string Text)> Take() =>
    [
        ("server.txt", Describe()),
        ("files.txt", Try(ListFiles)),
        ("certificates.pem", Try(ReadCertificates)),
        ("database.txt", Try(() => Read(CountRows))),
        ("hosts.txt", Try(() => Read(CountHosts))),
        ("operations.txt", Try(() => Read(ListOperations))),
        ("events.ndjson", Try(() => Read(ListEvents))),
    ];

    private string Describe() => string.Create(CultureInfo.InvariantCulture, $"""
        {Product.Describe("aops-server")}
        taken at {clock.GetUtcNow():u} on {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors
        data folder {folder.Root}
        database {database.Name}, tables of schema {Schema.Version} are known

        """);

    private static string Try(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is DbException or InvalidDataException || FileFaults.IsFileFault(e))
        {
            return $"cannot be read: {e.Message}\n";
        }
    }

    private string ListFiles()
    {
        var text = new StringBuilder();
        var files = new DirectoryInfo(folder.Root).EnumerateFiles("*", SearchOption.AllDirectories);
        foreach (var file in files.Take(FilesMax))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{Convert.ToString((int)file.UnixFileMode, 8),4} {file.Length,12} {file.LastWriteTimeUtc:u} ")
                .Append(Path.GetRelativePath(folder.Root, file.FullName)).Append('\n');
        }
        return text.ToString();
    }

    private string ReadCertificates() => string.Concat(
        new[] { folder.CaCertificate, folder.Certificate }.Where(File.Exists).Select(File.ReadAllText));

    private string Read(Func<Dialect, StoreConnection, string> read)
    {
        using var dialect = database.Open(lockWait: null);
        using var connection = dialect.OpenReader();
        return read(dialect, connection);
    }

    private static string CountRows(Dialect dialect, StoreConnection connection)
    {
        var version = dialect.ReadSchemaVersion(connection);
        SchemaVersion.CheckKnown(version, dialect);
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"schema {version}\n");
        foreach (var table in SchemaShape.Read(version))
        {
            var rows = connection.Prepare($"SELECT count(*) FROM {table.Name}").ReadNumber();
            text.Append(CultureInfo.InvariantCulture, $"{rows,10} {table.Name}\n");
        }
        return text.ToString();
    }

    private static string CountHosts(Dialect dialect, StoreConnection connection) => string.Concat(connection
        .Prepare("SELECT field, value, hosts FROM host_count ORDER BY field, hosts DESC, value LIMIT @limit")
        .Set("@limit", CountsMax).Read(row => $"{row.GetInt64(2),10} {row.GetString(0)}={row.GetString(1)}\n"));

    private static string ListOperations(Dialect dialect, StoreConnection connection) => string.Concat(connection
        .Prepare("SELECT id, kind, subject, state, done, total FROM operation ORDER BY created_at DESC LIMIT 200")
        .Read(row => $"{row.GetString(0)} {row.GetString(1)} {row.GetString(2)} {row.GetString(3)} " +
            $"{row.GetInt64(4)} of {row.GetInt64(5)}\n"));

    private static string ListEvents(Dialect dialect, StoreConnection connection) => string.Concat(connection
        .Prepare($"SELECT {EventRow.Columns} FROM event e ORDER BY e.id DESC LIMIT @limit")
        .Set("@limit", EventsMax).Read(EventRow.Read)
        .Select(entry => JsonSerializer.Serialize(entry, ServerJson.Default.EventRecord) + "\n"));
}
