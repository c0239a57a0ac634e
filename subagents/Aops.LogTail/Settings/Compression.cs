namespace Aops.LogTail.Settings;

/// <summary>How the body of a batch is compressed.</summary>
internal enum Compression
{
    None,
    Gzip,
    Zstd,
}
