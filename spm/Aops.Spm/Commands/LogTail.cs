using System.Text;

namespace Aops.Spm.Commands;

/// <summary>Reads the end of a log file without reading the whole of it.</summary>
internal static class LogTail
{
    /// <summary>Reads the last lines of a file.</summary>
    /// <param name="lines">Most lines to return.</param>
    /// <param name="charsMax">Most characters to return; the oldest are cut off.</param>
    public static string Read(string path, int lines, int charsMax)
    {
        const int bytesPerChar = 4;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-Math.Min(file.Length, (long)charsMax * bytesPerChar), SeekOrigin.End);
        using var reader = new StreamReader(file, Encoding.UTF8);
        var last = new Queue<string>();
        while (reader.ReadLine() is { } line)
        {
            last.Enqueue(line);
            if (last.Count > lines) last.Dequeue();
        }
        var text = string.Join('\n', last);
        return text.Length > charsMax ? text[^charsMax..] : text;
    }
}
