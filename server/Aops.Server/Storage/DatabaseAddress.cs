using Aops.Server.Storage.Postgres;

namespace Aops.Server.Storage;

/// <summary>Which database to use, as an operator says it.</summary>
internal abstract record DatabaseAddress
{
    /// <summary>What is understood, for messages.</summary>
    public const string Forms =
        "postgres://USER@HOST/DATABASE, Npgsql's Host=HOST;Database=DATABASE;…, sqlite:PATH or the PATH of a file";

    private const string SqlitePrefix = "sqlite:";

    /// <summary>What people are told it is; no password is in it.</summary>
    public abstract string Name { get; }

    /// <summary>The way to it.</summary>
    /// <param name="lockWait">
    /// For the server: how long it waits for another server that uses the database to end. Null for a program beside it.
    /// </param>
    public abstract Dialect Open(TimeSpan? lockWait);

    /// <summary>Reads an address.</summary>
    /// <param name="text">One of <see cref="Forms"/>.</param>
    /// <param name="fault">Why it is none: a sentence without the address, which may hold a password.</param>
    public static DatabaseAddress? Parse(string text, out string fault)
    {
        fault = "";
        text = text.Trim();
        if (text.StartsWith(SqlitePrefix, StringComparison.OrdinalIgnoreCase)) text = text[SqlitePrefix.Length..];
        else if (PostgresAddress.IsUrl(text)) return PostgresAddress.OfUrl(text, out fault);
        else if (PostgresAddress.IsKeyed(text)) return PostgresAddress.OfKeys(text, out fault);
        else if (text.Contains("://", StringComparison.Ordinal)) fault = $"it is none of {Forms}";
        if (text.Length == 0) fault = $"it is empty; give {Forms}";
        return fault.Length == 0 ? new Sqlite(Path.GetFullPath(text)) : null;
    }

    /// <summary>A file.</summary>
    /// <param name="File">Its absolute path.</param>
    public sealed record Sqlite(string File) : DatabaseAddress
    {
        public override string Name => File;

        public override Dialect Open(TimeSpan? lockWait) => new SqliteDialect(File);
    }
}
