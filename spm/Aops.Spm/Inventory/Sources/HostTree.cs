using Aops.Contracts.Wire.Inventory;
using Aops.Native.Files;
using Aops.Native.Programs;

namespace Aops.Spm.Inventory.Sources;

/// <summary>Files of this host below a root, read within limits; what cannot be read is as if it were not there.</summary>
/// <param name="root">The root: <c>/</c>, or a recorded tree.</param>
internal sealed class HostTree(string root = "/")
{
    // A release of a kernel has at most 64.
    private const int TextCharsMax = 4096;

    /// <summary>Where a path is.</summary>
    /// <param name="path">Without its leading slash.</param>
    public string Locate(string path) => Path.Combine(root, path);

    /// <summary>A short text file without white space at its ends; null if it cannot be read.</summary>
    public string? TryReadText(string path)
    {
        try
        {
            using var file = new StreamReader(Locate(path));
            var text = new char[TextCharsMax];
            return new string(text, 0, file.ReadBlock(text)).Trim();
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return null;
        }
    }

    /// <summary>The lines of a file of any length; none if it cannot be read, and no more after a fault.</summary>
    public IEnumerable<string> ReadLines(string path)
    {
        using var file = TryOpen(path);
        while (file is not null && TryReadLine(file) is { } line) yield return line;
    }

    /// <summary>The file as a stream; null if it cannot be opened.</summary>
    public FileStream? TryOpenStream(string path)
    {
        try
        {
            return File.OpenRead(Locate(path));
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return null;
        }
    }

    /// <summary>Whether there is such a file.</summary>
    public bool Has(string path) => File.Exists(Locate(path));

    /// <summary>Where a symbolic link leads, as it is written there; null if there is none.</summary>
    public string? TryReadLink(string path)
    {
        try
        {
            return new FileInfo(Locate(path)).LinkTarget;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return null;
        }
    }

    /// <summary>When a file changed; null if there is none.</summary>
    public DateTime? ChangedAt(string path)
    {
        var changed = new FileInfo(Locate(path));
        return changed.Exists ? changed.LastWriteTimeUtc : null;
    }

    /// <summary>A text within its limit; empty for none.</summary>
    public static string Fit(string? text) => PlainText.Cut(text?.Trim() ?? "", InventoryLimits.TextCharsMax);

    private StreamReader? TryOpen(string path) => TryOpenStream(path) is { } stream ? new StreamReader(stream) : null;

    private static string? TryReadLine(StreamReader file)
    {
        try
        {
            return file.ReadLine();
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return null;
        }
    }
}
