using Aops.Native.Files;

namespace Aops.Sweep.Power;

/// <summary>Lays a state out as real files.</summary>
public static class StateFolder
{
    // Files of which only path, mode and length are checked, until they are executed.
    private const int ProgramBytesMin = 256 * 1024;

    /// <summary>Makes a root look like a state; what was there goes.</summary>
    /// <param name="root">The root. Nothing runs from it.</param>
    /// <param name="hasPrograms">Whether long files get their bytes, or only one of them.</param>
    public static void LayOut(DiskState state, string root, bool hasPrograms)
    {
        FileTree.Delete(root);
        Directory.CreateDirectory(root);
        foreach (var (path, entry) in state.Entries)
        {
            var full = Path.Combine(root, path);
            if (entry.IsFolder) Directory.CreateDirectory(full);
            else if (entry.Target is not null) File.CreateSymbolicLink(full, entry.Target);
            else Write(entry, full, hasPrograms);
        }
        foreach (var (path, entry) in state.Entries.Reverse())
        {
            if (entry.IsFolder) File.SetUnixFileMode(Path.Combine(root, path), (UnixFileMode)entry.Mode);
        }
    }

    private static void Write(DiskEntry entry, string path, bool hasPrograms)
    {
        var bytes = entry.Content!.Bytes;
        if (!hasPrograms && bytes.Length >= ProgramBytesMin) bytes = bytes[..1];
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        RandomAccess.Write(file, bytes.Span, 0);
        File.SetUnixFileMode(file, (UnixFileMode)entry.Mode);
    }
}
