using System.Text.RegularExpressions;

namespace Aops.Contracts.Tests;

/// <summary>docs/reference/PROTOCOL.md, as far as a program can read it.</summary>
internal static partial class ProtocolPage
{
    /// <summary>Each record with its fields: <c>HeartbeatRequest (kind)</c> and <c>field: type</c>, in the order of the page.</summary>
    public static IReadOnlyDictionary<string, List<string>> Records { get; } = ReadRecords();

    /// <summary>Each enumeration with its words and whether it is open.</summary>
    public static IReadOnlyList<string> Enumerations { get; } =
        [.. Read().Select(line => Enumeration().Match(line)).Where(m => m.Success)
            .Select(m => $"{m.Groups[1].Value}: {m.Groups[2].Value.Replace("`", "", StringComparison.Ordinal)}, open {m.Groups[3].Value}")];

    /// <summary>The fields that lack a meaning or who sets them.</summary>
    public static IReadOnlyList<string> Incomplete { get; } =
        [.. Read().Select(line => Field().Match(line)).Where(m => m.Success)
            .Where(m => m.Groups["meaning"].Length < 4 || m.Groups["by"].Length < 3 || m.Groups["since"].Length == 0)
            .Select(m => m.Value)];

    private static Dictionary<string, List<string>> ReadRecords()
    {
        var records = new Dictionary<string, List<string>>();
        List<string>? fields = null;
        foreach (var line in Read())
        {
            if (Heading().Match(line) is { Success: true } heading) records.Add(heading.Groups[1].Value, fields = []);
            else if (line.StartsWith("## ", StringComparison.Ordinal)) fields = null;
            else if (Field().Match(line) is { Success: true } field && fields is not null)
                fields.Add($"{field.Groups["name"].Value}: {field.Groups["type"].Value}");
        }
        return records;
    }

    private static string[] Read()
    {
        using var page = new StreamReader(typeof(ProtocolPage).Assembly.GetManifestResourceStream("PROTOCOL.md")!);
        return page.ReadToEnd().Split('\n');
    }

    [GeneratedRegex("^### (.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\| `(?<name>\w+)` \| (?<type>[^|]+) \| [^|]*\| (?<meaning>[^|]*) \| (?<by>[^|]*) \| (?<since>[0-9]*) \|$")]
    private static partial Regex Field();

    [GeneratedRegex(@"^\| ([A-Z]\w+) \| ([^|]+) \| (yes|no) \|$")]
    private static partial Regex Enumeration();
}
