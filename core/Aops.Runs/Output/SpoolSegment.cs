using System.Globalization;

namespace Aops.Runs.Output;

/// <summary>
/// A file of the spool. Its name is the offset at which it begins, and it holds whole frames. Where the next one begins
/// behind its end, the bytes between them are missing.
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Begin">Offset of its first byte.</param>
internal readonly record struct SpoolSegment(string Path, long Begin)
{
    private const int Digits = 20;

    /// <summary>The segment of a folder that begins at an offset.</summary>
    public static SpoolSegment At(string folder, long begin) =>
        new(System.IO.Path.Combine(folder, begin.ToString("D20", CultureInfo.InvariantCulture)), begin);

    /// <summary>The segments of a folder in order; none if there is no folder.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    public static List<SpoolSegment> List(string folder)
    {
        var found = new List<SpoolSegment>();
        if (!Directory.Exists(folder)) return found;
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            var name = System.IO.Path.GetFileName(path);
            if (name.Length != Digits) continue;
            if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var begin))
                found.Add(new(path, begin));
        }
        found.Sort(static (a, b) => a.Begin.CompareTo(b.Begin));
        return found;
    }
}
