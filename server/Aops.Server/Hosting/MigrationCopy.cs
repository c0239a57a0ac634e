using System.Diagnostics;
using System.Globalization;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.Native.Programs;
using Aops.Server.Storage;
using Aops.Server.Storage.Transfers;

namespace Aops.Server.Hosting;

/// <summary>
/// A copy of the database from before a newer server changes its tables: the way back for the version that wrote it. The
/// newest two are left.
/// </summary>
internal static class MigrationCopy
{
    private const int CopiesMax = 2;

    /// <summary>Takes it, where the database is of an earlier version.</summary>
    /// <exception cref="StartupFault">It cannot be taken; the database was not changed.</exception>
    public static void TakeIfNeeded(ServerFolder folder, DatabaseAddress address)
    {
        if (address is DatabaseAddress.Sqlite { File: var file }
            && new FileInfo(file) is not { Exists: true, Length: > 0 })
        {
            return;
        }
        using var dialect = address.Open(lockWait: null);
        int version;
        using (var connection = dialect.OpenReader()) version = dialect.ReadSchemaVersion(connection);
        if (version == 0 || version >= Schema.Version) return;
        var watch = Stopwatch.StartNew();
        var copy = PathOf(folder, Schema.Version);
        var partial = copy + ".tmp";
        try
        {
            var facts = SnapshotFile.Write(dialect, partial, static _ => { });
            AtomicFile.Rename(partial, copy);
            foreach (var (path, _) in List(folder).SkipLast(CopiesMax)) File.Delete(path);
            var effort = string.Create(
                CultureInfo.InvariantCulture, $"{facts.Hosts} hosts, {watch.Elapsed.TotalSeconds:0.0} s");
            Console.Error.WriteLine(PlainText.Escape(
                $"aops-server: the database has schema {facts.Schema} and gets {Schema.Version}; " +
                $"as it was it stays in {copy} ({effort})"));
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is InvalidDataException)
        {
            File.Delete(partial);
            throw new StartupFault(ExitCodes.CannotWrite,
                $"the database of before cannot be copied to {copy}: {e.Message}; it was not changed, and the version " +
                "that wrote it starts as before", e);
        }
    }

    /// <summary>The copy that this version can start with, where a newer one has changed the database; null for none.</summary>
    public static string? FindFor(ServerFolder folder) =>
        List(folder).FirstOrDefault(copy => copy.Schema > Schema.Version).Path;

    private static string PathOf(ServerFolder folder, int schema) => Path.Combine(
        folder.Root, string.Create(CultureInfo.InvariantCulture, $"{ServerFolder.BeforeSchemaPrefix}{schema}.db"));

    private static List<(string Path, int Schema)> List(ServerFolder folder) =>
        [.. Directory.EnumerateFiles(folder.Root, ServerFolder.BeforeSchemaPrefix + "*.db")
            .Select(path => (path, SchemaOf(path))).Where(copy => copy.Item2 > 0).OrderBy(copy => copy.Item2)];

    private static int SchemaOf(string path) => int.TryParse(
        Path.GetFileNameWithoutExtension(path).AsSpan(ServerFolder.BeforeSchemaPrefix.Length), NumberStyles.None,
        CultureInfo.InvariantCulture, out var schema) ? schema : 0;
}
