namespace Aops.Releases.Runbooks;

/// <summary>A tar archive within one zstd frame, of regular files alone.</summary>
public sealed record PlaybookArchive
{
    /// <summary>Longest archive, in bytes.</summary>
    public const int BytesMax = 32 * 1024 * 1024;

    /// <summary>Most that its files have together, in bytes.</summary>
    public const int UnpackedBytesMax = 128 * 1024 * 1024;

    /// <summary>Most files of an archive.</summary>
    public const int FilesMax = 4096;

    /// <summary>SHA-256 of the archive, in hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Its length.</summary>
    public required int LengthBytes { get; init; }

    /// <summary>What its files have together.</summary>
    public required int UnpackedBytes { get; init; }
}
