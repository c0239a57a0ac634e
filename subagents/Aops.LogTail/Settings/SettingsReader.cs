using System.Text.Json;
using Aops.Native.Files;

namespace Aops.LogTail.Settings;

/// <summary>Reads the configuration. It is taken whole or not at all, and every fault is told at once.</summary>
/// <param name="stateDirectory">What a relative path of the file sink is relative to.</param>
/// <param name="hostName">The label <c>host</c> where none is set.</param>
internal sealed class SettingsReader(string stateDirectory, string hostName)
{
    private static readonly JsonDocumentOptions Format = new()
    {
        CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 16,
    };

    // What records have of their own.
    private static readonly HashSet<string> OwnMembers = new(StringComparer.Ordinal)
    {
        "seq", "time", "source", "file", "message", "part", "unit", "identifier", "pid", "priority",
        "dropped", "droppedBytes", "reason", "dropId", "from", "to", "firstSeq", "lastSeq",
    };

    /// <summary>Reads a file.</summary>
    /// <param name="faults">A sentence for each fault; empty if the settings are returned.</param>
    internal LogTailSettings? Read(string path, out IReadOnlyList<string> faults)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > SettingBounds.ConfigBytesMax })
            {
                faults = [$"{path} is longer than {SettingBounds.ConfigBytesMax} bytes"];
                return null;
            }
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            var settings = Parse(File.ReadAllBytes(path), folder, out var found);
            faults = [.. found.Select(fault => $"{path}: {fault}")];
            return settings;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            faults = [$"{path} cannot be read: {e.Message}"];
            return null;
        }
    }

    /// <summary>Parses a text.</summary>
    /// <param name="folder">What paths of the CA and the token are relative to.</param>
    internal LogTailSettings? Parse(ReadOnlyMemory<byte> text, string folder, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        faults = found;
        try
        {
            using var document = JsonDocument.Parse(text, Format);
            var settings = Build(new JsonPart(document.RootElement, "", found), folder, found);
            return found.Count == 0 ? settings : null;
        }
        catch (JsonException e)
        {
            found.Add($"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: from here on it is not JSON");
            return null;
        }
    }

    private LogTailSettings Build(JsonPart root, string folder, List<string> faults)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = hostName };
        foreach (var (name, value) in root.Map("labels", SettingBounds.LabelsMax))
        {
            if (OwnMembers.Contains(name))
                root.Fault("labels", $"must not name '{name}', which records have of their own");
            labels[name] = value;
        }
        var spool = root.Part("spool");
        var spoolBytes = spool?.Number("bytesMax", SettingBounds.SpoolBytesDefault, SettingBounds.SpoolBytesMin,
            SettingBounds.SpoolBytesMax) ?? SettingBounds.SpoolBytesDefault;
        spool?.RefuseRest();
        var sources = SourceReader.Read(root, faults);
        var sink = root.Part("sink");
        if (sink is null) root.Fault("sink", "is missing: it says where lines go, by 'http' or by 'file'");
        var http = SinkReader.ReadHttp(sink?.Part("http"), folder);
        var file = SinkReader.ReadFile(sink?.Part("file"), stateDirectory);
        if (sink is not null && sink.Has("http") == sink.Has("file"))
            root.Fault("sink", "must have either 'http' or 'file'");
        sink?.RefuseRest();
        var settings = new LogTailSettings
        {
            Labels = labels,
            CpuPercentMax = (int)root.Number(
                "cpuPercentMax", SettingBounds.CpuPercentDefault, 1, SettingBounds.CpuPercentMax),
            SpoolBytesMax = spoolBytes,
            Sources = sources,
            Http = http,
            File = file,
        };
        root.RefuseRest();
        return settings;
    }
}
