using System.Text.RegularExpressions;
using Aops.Contracts;
using Aops.LogTail.Patterns;

namespace Aops.LogTail.Settings;

/// <summary>Reads the member <c>sources</c>.</summary>
internal static class SourceReader
{
    private const int PatternCharsMax = 1024;

    internal static IReadOnlyList<SourceSettings> Read(JsonPart root, List<string> faults)
    {
        var sources = new List<SourceSettings>();
        var elements = root.List("sources", SettingBounds.SourcesMax);
        if (elements.Count == 0) root.Fault("sources", "is missing or empty: there is nothing to read");
        for (var i = 0; i < elements.Count; i++)
        {
            var part = new JsonPart(elements[i], $"sources[{i}]", faults);
            var source = ReadOne(part);
            part.RefuseRest();
            if (sources.Any(other => other.Name == source.Name)) part.Fault("name", $"'{source.Name}' is there twice");
            sources.Add(source);
        }
        return sources;
    }

    private static SourceSettings ReadOne(JsonPart part)
    {
        var name = part.Text("name", isRequired: true) ?? "";
        if (name.Length > 0 && !Names.IsValid(name))
            part.Fault("name", "must have 1 to 64 of letters, digits, '.', '_', '+', '-'");
        var files = part.Texts("files");
        foreach (var pattern in files)
        {
            if (GlobPattern.FindFault(pattern) is { } fault) part.Fault("files", $"'{pattern}' {fault}");
        }
        if (part.Has("files") == part.Has("journal"))
            part.Fault("files", "or 'journal' must be there, and not both");
        else if (part.Has("files") && files.Count == 0)
            part.Fault("files", "must name a file at least");
        if (part.Has("journal"))
        {
            foreach (var member in new[] { "exclude", "followLinks", "multiline" })
                if (part.Has(member)) part.Fault(member, "is for files, not for the journal");
        }
        return new SourceSettings
        {
            Name = name,
            Files = files,
            Exclude = part.Texts("exclude"),
            FollowsLinks = part.Truth("followLinks", missing: false),
            FromBeginning = part.Word("startAt", "end", "beginning", "end") == "beginning",
            Journal = ReadJournal(part.Part("journal")),
            LineBytesMax = (int)part.Number("lineBytesMax", SettingBounds.LineBytesDefault,
                SettingBounds.LineBytesMin, SettingBounds.LineBytesMax),
            Multiline = ReadMultiline(part.Part("multiline")),
            Rate = ReadRate(part.Part("rate")),
        };
    }

    private static JournalSettings? ReadJournal(JsonPart? part)
    {
        if (part is null) return null;
        var journal = new JournalSettings(part.Texts("units"), part.Text("directory"));
        if (journal.Directory is { } folder && !Path.IsPathRooted(folder)) part.Fault("directory", "must be absolute");
        foreach (var unit in journal.Units)
            if (unit.StartsWith('-')) part.Fault("units", $"'{unit}' is no name of a unit");
        part.RefuseRest();
        return journal;
    }

    private static MultilineSettings? ReadMultiline(JsonPart? part)
    {
        if (part is null) return null;
        var text = part.Text("firstLine", isRequired: true);
        var settings = new MultilineSettings(
            Compile(part, text),
            TimeSpan.FromMilliseconds(part.Number("flushMilliseconds", 2000, 50, 60_000)),
            (int)part.Number("bytesMax", 256 * 1024, SettingBounds.LineBytesMin, SettingBounds.LineBytesMax));
        part.RefuseRest();
        return settings;
    }

    // Without backtracking a line costs time linear to its length, whatever the pattern is.
    private static Regex Compile(JsonPart part, string? text)
    {
        const RegexOptions options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
        try
        {
            if (text is { Length: <= PatternCharsMax }) return new Regex(text, options);
            if (text is not null) part.Fault("firstLine", $"must have at most {PatternCharsMax} characters");
        }
        catch (NotSupportedException)
        {
            part.Fault("firstLine", "needs backtracking (look-around, back references, atomic groups); write it without");
        }
        catch (ArgumentException e)
        {
            part.Fault("firstLine", $"is no regular expression: {e.Message}");
        }
        return new Regex("", options);
    }

    private static RateSettings? ReadRate(JsonPart? part)
    {
        if (part is null) return null;
        var rate = new RateSettings(
            part.Number("linesPerSecond", 0, 1, 10_000_000),
            part.Number("bytesPerSecond", 0, 1024, 10_000_000_000),
            (int)part.Number("burstSeconds", 5, 1, 3600),
            part.Word("above", "drop", "drop", "wait") == "wait");
        if (rate is { LinesPerSecond: 0, BytesPerSecond: 0 })
            part.Fault("linesPerSecond", "or 'bytesPerSecond' must be there");
        part.RefuseRest();
        return rate;
    }
}
