using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Aops.TestSupport;

/// <summary>docs/reference/LIMITS.md, as far as a program can read it, beside the constants of a class.</summary>
internal static partial class LimitsPage
{
    private static readonly (string Unit, long Size)[] Binary = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    private static readonly (string Unit, long Seconds)[] Times = [("d", 86_400), ("h", 3600), ("min", 60)];

    /// <summary>The rows of the part that names a source file, as <c>Name: value</c>, in order.</summary>
    /// <param name="source">Path of the source file, as the part names it.</param>
    public static IReadOnlyList<string> RowsOf(string source)
    {
        using var page = new StreamReader(typeof(LimitsPage).Assembly.GetManifestResourceStream("LIMITS.md")!);
        return
        [
            .. page.ReadToEnd().Split('\n').SkipWhile(line => line != $"`{source}`")
                .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
                .Select(line => Row().Match(line)).Where(m => m.Success)
                .Select(m => $"{m.Groups[1].Value}: {m.Groups[2].Value}").Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The constants of a class, written as the page writes them, in order.</summary>
    /// <param name="limits">The class.</param>
    /// <param name="show">Writes what is neither a number nor a time.</param>
    public static IReadOnlyList<string> ConstantsOf(Type limits, Func<string, object, string>? show = null) =>
    [
        .. limits.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => $"{field.Name}: {Show(field.Name, field.GetValue(null)!, show)}").Order(StringComparer.Ordinal),
    ];

    /// <summary>A number of bytes, by the largest binary unit that divides it.</summary>
    /// <param name="bytes">The number.</param>
    public static string Bytes(long bytes)
    {
        foreach (var (unit, size) in Binary)
            if (bytes >= size && bytes % size == 0) return Invariant($"{bytes / size} {unit}");
        return Invariant($"{bytes:N0} bytes");
    }

    private static string Show(string name, object value, Func<string, object, string>? show) => value switch
    {
        TimeSpan time => Time(time),
        int or long => Number(name, Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        _ => show?.Invoke(name, value) ?? throw new ArgumentException($"{name} is neither a number nor a time", nameof(value)),
    };

    private static string Number(string name, long value)
    {
        bool Has(string unit) => name.Contains(unit, StringComparison.Ordinal);
        if (Has("BytesPerSecond")) return $"{Bytes(value)}/s";
        if (Has("PerSecond")) return Invariant($"{value:N0}/s");
        if (Has("Bytes")) return Bytes(value);
        if (Has("Seconds")) return Time(TimeSpan.FromSeconds(value));
        if (Has("Days")) return Invariant($"{value} d");
        return Has("Chars") ? Invariant($"{value:N0} characters") : Invariant($"{value:N0}");
    }

    private static string Time(TimeSpan time)
    {
        if (time < TimeSpan.FromSeconds(1)) return Invariant($"{time.TotalMilliseconds:0} ms");
        var seconds = (long)time.TotalSeconds;
        foreach (var (unit, size) in Times)
            if (seconds >= size && seconds % size == 0) return Invariant($"{seconds / size} {unit}");
        return Invariant($"{seconds} s");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| `(\w+)` \| ([^|]+) \| [^|]{4,} \|$")]
    private static partial Regex Row();
}
