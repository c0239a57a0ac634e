using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Wire.Reading;
using Aops.Contracts.Wire.Runs;
using Aops.Native.Files;
using Aops.Runs;

namespace Aops.Spm.Playbooks;

/// <summary>
/// Reads what the callback of a playbook has written: a JSON object a line. The file belongs to the user of the run, so
/// nothing of it is trusted, and a line that is none is left out.
/// </summary>
internal static class PlaybookEvents
{
    /// <summary>Longest file that is read; the callback ends before.</summary>
    public const int BytesMax = 4 * 1024 * 1024;

    private const int DepthMax = 4;

    // A report has at most 64 KiB.
    private const int ChangedBytesMax = 28 * 1024;
    private const int FailedBytesMax = 14 * 1024;

    /// <summary>Adds to a report what its playbook did, and the task that failed as the reason.</summary>
    /// <exception cref="IOException">No descriptor is left to read it.</exception>
    public static RunReport AddTo(RunReport report, RunFolder folder)
    {
        if (UntrustedFile.TryRead(folder.Events, BytesMax) is not { } content) return report;
        if (Read(content) is not { } result) return report;
        var reason = report is { Phase: RunPhase.Failed, Reason: null } && result.Failed is [var first, ..]
            ? Sentence(first, result.Failed.Count)
            : report.Reason;
        return report with { Playbook = result, Reason = reason };
    }

    /// <summary>Reads events.</summary>
    /// <returns>What they tell; null where the first is no start of a playbook.</returns>
    public static PlaybookResult? Read(ReadOnlySpan<byte> content)
    {
        PlaybookResult? result = null;
        var (changed, failed) = (new TaskList(ChangedBytesMax), new TaskList(FailedBytesMax));
        foreach (var range in content.Split((byte)'\n'))
        {
            if (TryParse(content[range]) is not { } members) continue;
            switch (Text(members, "event"))
            {
                case "start":
                    result = new PlaybookResult { Check = Is(members, "check"), Ansible = Text(members, "ansible") };
                    break;
                case "result" when ListOf(Text(members, "status")) is { } list:
                    list.Add(TaskOf(members));
                    break;
                case "recap" when result is not null:
                    result = result with { Recap = RecapOf(members) };
                    break;
            }
        }
        return result is null
            ? null
            : result with
            {
                Changed = changed.Tasks, Failed = failed.Tasks, LeftOut = changed.LeftOut + failed.LeftOut,
            };

        TaskList? ListOf(string? status) => status switch
        {
            "changed" => changed,
            "failed" or "unreachable" => failed,
            _ => null,
        };
    }

    private static string Sentence(PlaybookTask task, int count)
    {
        var others = count == 1 ? "" : $" (and {count - 1} more)";
        var place = task.Path is null ? "" : $" ({task.Path})";
        return $"the task '{task.Task}'{place} failed{others}{(task.Message is null ? "" : $": {task.Message}")}";
    }

    private static PlaybookTask TaskOf(Dictionary<string, JsonElement> members) => new()
    {
        Task = Text(members, "task") ?? "",
        Path = Text(members, "path"),
        Object = Text(members, "object"),
        Message = Text(members, "message"),
        Seconds = SecondsOf(members),
        DiffBytes = (int)Number(members, "diffBytes"),
        Offset = Number(members, "offset"),
    };

    private static PlaybookRecap RecapOf(Dictionary<string, JsonElement> members) => new()
    {
        Ok = (int)Number(members, "ok"),
        Changed = (int)Number(members, "changed"),
        Failed = (int)Number(members, "failed"),
        Unreachable = (int)Number(members, "unreachable"),
        Skipped = (int)Number(members, "skipped"),
        Rescued = (int)Number(members, "rescued"),
        Ignored = (int)Number(members, "ignored"),
        Seconds = SecondsOf(members),
    };

    private static Dictionary<string, JsonElement>? TryParse(ReadOnlySpan<byte> line) =>
        line.IsEmpty ? null : WirePart.TryParse(line.ToArray(), DepthMax, out _);

    private static bool Is(Dictionary<string, JsonElement> members, string name) =>
        WirePart.Find(members, name) is { ValueKind: JsonValueKind.True };

    private static long Number(Dictionary<string, JsonElement> members, string name) =>
        WirePart.TryNumber(WirePart.Find(members, name), 0, int.MaxValue) ?? 0;

    private static double SecondsOf(Dictionary<string, JsonElement> members) =>
        WirePart.Find(members, "seconds") is { ValueKind: JsonValueKind.Number } value
        && value.TryGetDouble(out var seconds) && double.IsFinite(seconds) && seconds >= 0 ? seconds : 0;

    private static string? Text(Dictionary<string, JsonElement> members, string name) =>
        WirePart.TryText(WirePart.Find(members, name)) is { } text
            ? ShownText.Of(text, PlaybookResult.CharsMax - 1)
            : null;

    private sealed class TaskList(int bytesMax)
    {
        private int _bytes;

        public List<PlaybookTask> Tasks { get; } = [];

        public int LeftOut { get; private set; }

        public void Add(PlaybookTask task)
        {
            _bytes += JsonSerializer.SerializeToUtf8Bytes(task, PlaybookJson.Default.PlaybookTask).Length;
            if (Tasks.Count < PlaybookResult.TasksMax && _bytes <= bytesMax) Tasks.Add(task);
            else LeftOut++;
        }
    }
}
