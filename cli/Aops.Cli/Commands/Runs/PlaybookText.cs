using System.Text.Json.Nodes;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Runs;

/// <summary>What a playbook did on a host, for people.</summary>
internal static class PlaybookText
{
    /// <summary>In a few words: <c>2 changed, 1 failed</c>; <c>-</c> for what is no playbook.</summary>
    public static string Of(JsonNode? playbook)
    {
        if (playbook is null) return "-";
        var isCheck = playbook["check"]?.GetValue<bool>() == true;
        if (playbook["recap"] is not { } recap) return "did not reach its end";
        var changed = recap.Number("changed");
        var failed = recap.Number("failed") + recap.Number("unreachable");
        var change = isCheck ? $"{changed} would change" : $"{changed} changed";
        return failed > 0 ? $"{change}, {failed} failed" : change;
    }

    /// <summary>A task with its place: <c>web : conf (roles/web/tasks/main.yml:3) /etc/web.conf</c>.</summary>
    public static string TaskOf(JsonNode? task)
    {
        var place = task.Word("path") is { } path ? $" ({path})" : "";
        var about = task.Word("object") is { } name ? $" {name}" : "";
        return $"{task.Word("task")}{place}{about}";
    }
}
