using System.Globalization;
using Aops.Layout;
using Aops.Native.Files;

namespace Aops.Systemd.Files;

/// <summary>
/// Bypasses an operator's drop-in that makes systemd refuse its unit. An empty file of its name in
/// <c>/run/systemd/system.control</c> takes precedence (systemd.unit(5)), until the drop-in is edited or deleted,
/// or until the next boot.
/// </summary>
/// <param name="DropIn">Path of the drop-in.</param>
/// <param name="Cover">Path of the empty file.</param>
/// <param name="Reason">systemd's message.</param>
public sealed record DropInBypass(string Unit, string DropIn, string Cover, string Reason)
{
    private const string Mark = "# aops bypasses ";
    private const int LinesOfCover = 3;

    private static readonly string[] Folders =
    [
        "etc/systemd/system", "run/systemd/system", "usr/local/lib/systemd/system", "usr/lib/systemd/system",
        "lib/systemd/system",
    ];

    /// <summary>The fault in words.</summary>
    public string Sentence =>
        $"systemd refuses {Unit} with {DropIn} ({Reason}); it runs without that file until it is mended";

    /// <summary>Whether the drop-in was edited or deleted.</summary>
    public bool IsMended => !File.Exists(DropIn) || !File.ReadLines(Cover).Skip(1).FirstOrDefault("").Equals(
        StampOf(DropIn), StringComparison.Ordinal);

    /// <summary>The effective drop-ins of a unit, sorted by path.</summary>
    /// <param name="unit">A service.</param>
    /// <returns>Of several with one name, the one that takes precedence.</returns>
    public static IReadOnlyList<string> DropInsOf(AopsLayout layout, string unit)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        // Precedence: drop-ins of the unit, then of its prefix, then of its type.
        foreach (var name in new[] { unit, "aops-.service", "service" })
        {
            foreach (var folder in Folders.Select(f => Path.Combine(layout.Root, f, name + ".d")))
            {
                if (!Directory.Exists(folder)) continue;
                foreach (var file in Directory.EnumerateFiles(folder, "*.conf").Order(StringComparer.Ordinal))
                    found.TryAdd(Path.GetFileName(file), file);
            }
        }
        return [.. found.Values];
    }

    /// <summary>The bypasses of a unit that are in force.</summary>
    public static IReadOnlyList<DropInBypass> Find(AopsLayout layout, string unit)
    {
        var folder = FolderOf(layout, unit);
        if (!Directory.Exists(folder)) return [];
        var files = Directory.EnumerateFiles(folder, "*.conf");
        return [.. files.Select(file => TryRead(unit, file)).OfType<DropInBypass>()];
    }

    /// <summary>All bypasses of the pair that are in force.</summary>
    public static IReadOnlyList<DropInBypass> Find(AopsLayout layout) =>
        [.. InstalledUnits.Pair.SelectMany(unit => Find(layout, unit))];

    /// <summary>Covers a drop-in; systemd has to read its files again.</summary>
    /// <param name="dropIn">Path of the drop-in.</param>
    /// <param name="reason">What systemd said.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static DropInBypass Lay(AopsLayout layout, string unit, string dropIn, string reason)
    {
        var cover = Path.Combine(FolderOf(layout, unit), Path.GetFileName(dropIn));
        var plain = reason.ReplaceLineEndings(" ");
        AtomicFile.CreateDirectory(Path.GetDirectoryName(cover)!);
        AtomicFile.Write(cover, $"{Mark}{dropIn}\n{StampOf(dropIn)}\n# {plain}\n", AtomicFile.Public);
        return new(unit, dropIn, cover, plain);
    }

    /// <summary>Takes the cover away; systemd has to read its files again.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    public void Lift() => AtomicFile.Delete(Cover);

    private static DropInBypass? TryRead(string unit, string file)
    {
        var lines = File.ReadLines(file).Take(LinesOfCover).ToList();
        // Other programs put files there too, for example systemctl set-property --runtime.
        return lines.Count == LinesOfCover && lines[0].StartsWith(Mark, StringComparison.Ordinal)
            ? new(unit, lines[0][Mark.Length..], file, lines[2].TrimStart('#', ' '))
            : null;
    }

    private static string StampOf(string file)
    {
        var info = new FileInfo(file);
        return string.Create(CultureInfo.InvariantCulture, $"# {info.LastWriteTimeUtc.Ticks} {info.Length}");
    }

    private static string FolderOf(AopsLayout layout, string unit) =>
        Path.Combine(layout.Root, FallbackUnits.Folder, unit + ".d");
}
