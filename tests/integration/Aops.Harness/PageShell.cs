using System.Text;
using System.Text.RegularExpressions;

namespace Aops.Harness;

/// <summary>
/// The commands of a page, run in their order by one shell, as a reader would who copies them line by line. Commands are
/// what is indented by four blanks, and the lines with a prompt of <c>console</c> blocks, whose other lines are the output
/// that the page shows. A remark above a block says where it is run, if that is not where the rest is:
/// <c>&lt;!-- machine: WHAT --&gt;</c> for a machine that systemd boots, <c>&lt;!-- apart: WHERE --&gt;</c> for a shell of its own, in another
/// state of things than the lines before have left, <c>&lt;!-- elsewhere: WHY --&gt;</c> for a block that no shell of this page runs.
/// </summary>
/// <param name="page">The page, as a path below the tree.</param>
/// <param name="section">The heading of the part that is run; null for the whole page.</param>
/// <param name="place">The first word of the remark above the blocks that are run; empty for those without one.</param>
public sealed partial class PageShell(string page, string? section = null, string place = "")
{
    /// <summary>The remark above blocks that a booted machine runs.</summary>
    public const string Machine = "machine";

    /// <summary>The remark above blocks that a shell of their own runs.</summary>
    public const string Apart = "apart";

    private const string Prompt = "$ ";
    private const string Indent = "    ";

    private readonly List<(string Start, string Lines)> _before = [];

    /// <summary>What stands in the page, and what takes its place here; one after another.</summary>
    public OrderedDictionary<string, string> Replaced { get; } = new(StringComparer.Ordinal);

    /// <summary>What the reader has done before the first command: functions and variables of a shell.</summary>
    public string Prologue { get; init; } = "";

    /// <summary>The commands, in their order.</summary>
    public IReadOnlyList<Step> Steps { get; } = [.. Read(page, section, place)];

    /// <summary>Adds what the reader does between the lines of a page.</summary>
    /// <param name="start">What the next command begins with.</param>
    /// <param name="lines">Lines of a shell.</param>
    public void Before(string start, string lines) => _before.Add((start, lines));

    /// <summary>Runs all commands; the first one that fails ends it, and is told with its line and output.</summary>
    /// <param name="folder">Where the shell begins.</param>
    /// <returns>What the commands printed, one after another.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(
        string folder, IReadOnlyDictionary<string, string?> environment, CancellationToken cancellationToken)
    {
        var outputs = Path.Combine(folder, ".outputs");
        Directory.CreateDirectory(outputs);
        var run = await Command.RunAsync("bash", ["-c", Script(outputs)], environment, cancellationToken, workingDirectory: folder);
        if (run.ExitCode != 0) throw new InvalidOperationException($"{page}: {run.Text}");
        return [.. Steps.Select((_, i) => File.ReadAllText(Path.Combine(outputs, $"{i}")))];
    }

    /// <summary>The script that runs all commands.</summary>
    /// <param name="outputs">The folder where what each of them prints goes, by its number.</param>
    public string Script(string outputs)
    {
        var starts = _before.Select(b => b.Start).Where(start => !Steps.Any(step => Adapt(step.Command).StartsWith(start, StringComparison.Ordinal)));
        if (starts.FirstOrDefault() is { } unused)
            throw new InvalidOperationException($"{page} has no command any more that begins with: {unused}");
        return Compose(outputs);
    }

    /// <summary>What a command printed: the first one of the page that begins so.</summary>
    /// <param name="start">In the words of the page.</param>
    public string Printed(IReadOnlyList<string> outputs, string start)
    {
        var at = Steps.ToList().FindIndex(step => step.Command.StartsWith(start, StringComparison.Ordinal));
        return at >= 0 ? outputs[at] : throw new InvalidOperationException($"{page} has no command that begins with: {start}");
    }

    /// <summary>Lines that a page shows and that were not printed: blanks and figures do not count, nor what dots leave out.</summary>
    public IEnumerable<string> Differences(IReadOnlyList<string> outputs) =>
        Steps.SelectMany((step, i) =>
        {
            var printed = outputs[i].Split('\n').Select(Plain).ToHashSet();
            return step.Shown.Where(line => Plain(line) is not ("" or "...") && !printed.Contains(Plain(Adapt(line))))
                .Select(line => $"{page}:{step.Line}: '{line}' is not among what '{step.Command}' printed:\n{outputs[i]}");
        });

    private string Compose(string outputs)
    {
        var script = new StringBuilder($$"""
            set -euo pipefail
            exec 9>&1
            ended() {
                code=$?
                if [ $code != 0 ]; then { echo "line ${line:-0}: exit code $code"; cat "{{outputs}}/${step:-0}"; } >&9 || true; fi
                if declare -F end >/dev/null; then end >/dev/null 2>&1 || true; fi
                jobs -p | xargs -r kill || true
            }
            trap ended EXIT
            {{Prologue}}

            """);
        foreach (var (step, i) in Steps.Select((step, i) => (step, i)))
        {
            var command = Adapt(step.Command);
            script.AppendLine($"line={step.Line} step={i}; exec 3>'{outputs}/{i}'; {{ :");
            foreach (var (_, lines) in _before.Where(b => command.StartsWith(b.Start, StringComparison.Ordinal)))
                script.AppendLine(lines);
            script.AppendLine(command).AppendLine("} >&3 2>&1");
        }
        return script.ToString();
    }

    private string Adapt(string text) =>
        Replaced.Aggregate(text, (line, pair) => line.Replace(pair.Key, pair.Value, StringComparison.Ordinal));

    private static IEnumerable<Step> Read(string page, string? section, string place)
    {
        var lines = File.ReadAllLines(Path.Combine(PublishedPrograms.Tree, page));
        if (section is null) return Read(lines, place);
        var begin = Array.IndexOf(lines, section);
        if (begin < 0) throw new InvalidOperationException($"{page} has no heading any more that reads: {section}");
        // It ends at the next heading of its level, or of a higher one.
        var headings = new Regex($"^#{{2,{section.IndexOf(' ', StringComparison.Ordinal)}}} ");
        var end = Array.FindIndex(lines, begin + 1, headings.IsMatch);
        return Read(lines, place).Where(step => step.Line > begin && (end < 0 || step.Line <= end));
    }

    private static IEnumerable<Step> Read(string[] lines, string place)
    {
        var (fence, where, wasCode) = ("", "", false);
        Step? open = null;
        foreach (var (line, number) in lines.Select((line, i) => (line, i + 1)))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                if (open is not null) yield return open;
                open = null;
                if (fence.Length > 0) where = "";
                fence = fence.Length > 0 ? "" : line.Length > 3 ? line[3..] : "text";
                continue;
            }
            var isCode = fence.Length == 0 && line.StartsWith(Indent, StringComparison.Ordinal);
            if (wasCode && !isCode && line.Length > 0) where = "";
            if (line.Length > 0) wasCode = isCode;
            if (Place().Match(line) is { Success: true } remark) where = remark.Groups[1].Value;
            var command = isCode && where == place ? line.TrimStart()
                : fence == "console" && where == place && line.StartsWith(Prompt, StringComparison.Ordinal) ? line[Prompt.Length..] : null;
            if (open is { IsContinued: true } && (isCode || fence == "console"))
            {
                open = open with { Command = $"{open.Command}\n{line}" };
            }
            else if (command is not null)
            {
                if (open is not null) yield return open;
                open = new Step(number, command, []);
            }
            else if (fence == "console" && open is not null)
            {
                open.Shown.Add(line);
            }
        }
        if (open is not null) yield return open;
    }

    private static string Plain(string line) => Blanks().Replace(Varying().Replace(line, "#"), " ").Trim();

    /// <summary>A command of a page.</summary>
    /// <param name="Line">Its line in the page.</param>
    /// <param name="Shown">The output that the page shows.</param>
    public sealed record Step(int Line, string Command, List<string> Shown)
    {
        /// <summary>Whether the next line belongs to it.</summary>
        internal bool IsContinued => Command.EndsWith('\\');
    }

    [GeneratedRegex(@"\b[0-9A-F]{2}(?::[0-9A-F]{2}){5,}|[0-9a-fA-F]*\d[0-9a-fA-F]*")]
    private static partial Regex Varying();

    [GeneratedRegex("^<!-- (elsewhere|machine|apart): ")]
    private static partial Regex Place();

    [GeneratedRegex(@"[\s─]+")]
    private static partial Regex Blanks();
}
