namespace Aops.Server.People;

/// <summary>Why a key was not added or not revoked.</summary>
internal enum KeyFault
{
    /// <summary>The same key was there before, and was perhaps revoked.</summary>
    WasThere,

    /// <summary>A user or a key in force has the name.</summary>
    NameTaken,

    /// <summary>There are as many as there may be.</summary>
    TooMany,

    /// <summary>No key in force is meant.</summary>
    NoSuchKey,

    /// <summary>The server would have no admin any more.</summary>
    LastAdmin,
}
