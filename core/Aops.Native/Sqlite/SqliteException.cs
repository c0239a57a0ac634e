namespace Aops.Native.Sqlite;

/// <summary>A call of SQLite failed; the message names the call, the database or statement, and the error in words.</summary>
public sealed class SqliteException : IOException
{
    private const int SQLITE_BUSY = 5;
    private const int SQLITE_FULL = 13;
    private const int SQLITE_CONSTRAINT = 19;

    /// <summary>Describes a failed call.</summary>
    /// <param name="subject">The path or the statement.</param>
    /// <param name="code">The extended result code (https://sqlite.org/rescode.html).</param>
    /// <param name="text">The error in words.</param>
    public SqliteException(string subject, int code, string text)
        : base($"sqlite: {text} (code {code}) in: {subject}")
    {
        Code = code;
    }

    /// <summary>The extended result code.</summary>
    public int Code { get; }

    /// <summary>Whether another connection held its lock for longer than the busy timeout.</summary>
    public bool IsBusy => (Code & 0xFF) == SQLITE_BUSY;

    /// <summary>Whether the disk is full.</summary>
    public bool IsDiskFull => (Code & 0xFF) == SQLITE_FULL;

    /// <summary>Whether a constraint of the schema refused the row.</summary>
    public bool IsConstraint => (Code & 0xFF) == SQLITE_CONSTRAINT;
}
