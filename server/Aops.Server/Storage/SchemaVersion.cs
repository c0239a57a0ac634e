namespace Aops.Server.Storage;

/// <summary>Which databases this program may read.</summary>
internal static class SchemaVersion
{
    /// <summary>Checks that a database was written by a server, and by none that is newer.</summary>
    /// <exception cref="InvalidDataException">It is empty, or a newer server has written it.</exception>
    public static void CheckKnown(int version, Dialect dialect)
    {
        if (version == 0) throw new InvalidDataException($"{dialect.Name} is empty: no server has written it");
        CheckNotNewer(version, dialect);
    }

    /// <summary>Checks that a database was not written by a newer server.</summary>
    /// <exception cref="InvalidDataException">It was.</exception>
    public static void CheckNotNewer(int version, Dialect dialect)
    {
        if (version <= Schema.Version) return;
        throw new InvalidDataException(
            $"{dialect.Name} has schema {version}, this server knows {Schema.Version}: " +
            "start the server version that wrote it, or a newer one");
    }
}
