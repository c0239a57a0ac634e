namespace Aops.Server.Storage;

/// <summary>How the values of a column are carried from one database to another.</summary>
internal enum ColumnKind
{
    /// <summary>A number of 64 bits.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,
}
