namespace Aops.Server.Backups;

/// <summary>What a backup holds (<c>MANIFEST.json</c>); it is written last, so that a folder without it is no backup.</summary>
internal sealed record BackupManifest
{
    /// <summary>The form of backups that this program writes.</summary>
    public const int FormatNow = 1;

    /// <summary>Its form.</summary>
    public required int Format { get; init; }

    /// <summary>Version of the program that wrote it.</summary>
    public required string ServerVersion { get; init; }

    /// <summary>When its database was copied.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The database that was copied, without a password.</summary>
    public required string Database { get; init; }

    /// <summary>Schema version of the database.</summary>
    public required int Schema { get; init; }

    /// <summary>Hosts that the database knows.</summary>
    public required long Hosts { get; init; }

    /// <summary>Every file but the manifest, by its path.</summary>
    public required IReadOnlyList<BackupFile> Files { get; init; }

    /// <summary>Bytes of all files.</summary>
    public long TotalBytes() => Files.Sum(file => file.Bytes);
}

/// <summary>A file of a backup.</summary>
/// <param name="Path">Its path below the backup and below a data folder, with <c>/</c>.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of its content, in lower-case hexadecimal.</param>
/// <param name="Mode">Its mode in a data folder, in octal; in the backup every file has 600.</param>
internal sealed record BackupFile(string Path, long Bytes, string Sha256, string Mode);
