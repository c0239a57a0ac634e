namespace Aops.Native.Sqlite;

/// <summary>What a connection may do.</summary>
public enum SqliteAccess
{
    /// <summary>Read; the database must be there.</summary>
    Read,

    /// <summary>Read and write; the database is made if it is not there.</summary>
    ReadWrite,
}
