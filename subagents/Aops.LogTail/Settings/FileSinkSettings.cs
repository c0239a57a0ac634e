namespace Aops.LogTail.Settings;

/// <summary>A file of JSON lines as the sink.</summary>
/// <param name="Path">The file, absolute.</param>
/// <param name="BytesMax">It is rotated before it grows beyond this.</param>
/// <param name="FilesMax">So many are retained, the one that is written included.</param>
/// <param name="Syncs">Whether each batch is on the disk before it counts as sent.</param>
internal sealed record FileSinkSettings(string Path, long BytesMax, int FilesMax, bool Syncs);
