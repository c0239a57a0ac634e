using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Commands.Runs;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Schedules;

/// <summary>The options that say when a schedule is due and what it runs, and the body of the request that they make.</summary>
internal sealed class ScheduleParts(CliShell shell)
{
    private readonly Argument<string[]> _words = new("WORDS")
    {
        Description = "KEY=VALUE for each parameter of the runbook.", Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _cron = Words.Text(
        "--cron", "When: minute, hour, day, month and day of the week, as in crontab.", "CRON");

    private readonly Option<string?> _zone = Words.Text(
        "--zone", "The time zone of it, such as Europe/Berlin; UTC without it.", "ZONE");

    private readonly Option<string?> _overlap = Words.Text(
        "--overlap", "What becomes of a time at which its run before has not ended: skip (without it) or queue.", "skip|queue");

    private readonly Option<string?> _query = Words.Query("Which hosts, in the query language, asked each time.");
    private readonly Option<string?> _runbook = Words.Text("--runbook", "A signed runbook.", "NAME@VERSION");
    private readonly RunBounds _bounds = new("the runbook", since: " after its time");
    private readonly Option<bool> _paused = new("--paused") { Description = "Has it start no run until it is resumed." };
    private readonly Option<string?> _note = Words.Text("--note", "What it is for.", "TEXT");
    private readonly RunPaceOptions _pace = new();
    private readonly PlaybookOptions _playbook = new(shell);

    public void AddTo(Command command)
    {
        _cron.Required = true;
        _query.Required = true;
        _runbook.Required = true;
        _overlap.CompletionSources.Add("skip", "queue");
        command.Add(_words);
        Option[] options =
            [_cron, _zone, _query, _runbook, .. _playbook.Options, _overlap, .. _bounds.Options, _paused, _note];
        foreach (var option in options) command.Add(option);
        _pace.AddTo(command);
    }

    /// <summary>Makes the body.</summary>
    /// <exception cref="CliException">An option cannot be understood.</exception>
    public JsonObject Make(ParseResult parsed)
    {
        var run = new JsonObject
        {
            ["q"] = parsed.GetRequiredValue(_query),
            ["runbook"] = RunWords.Reference(parsed.GetRequiredValue(_runbook)!),
        };
        _playbook.Fill(parsed, run, parsed.GetValue(_words) ?? []);
        _bounds.Fill(parsed, run);
        _pace.Fill(parsed, run);
        var body = new JsonObject { ["cron"] = parsed.GetRequiredValue(_cron), ["run"] = run };
        if (parsed.GetValue(_zone) is { } zone) body["zone"] = zone;
        if (parsed.GetValue(_overlap) is { } overlap) body["overlap"] = overlap;
        if (parsed.GetValue(_paused)) body["isPaused"] = true;
        if (parsed.GetValue(_note) is { } note) body["note"] = note;
        return body;
    }

    /// <summary>The body that leaves a schedule as it is, but for whether it is paused.</summary>
    public static JsonObject Of(JsonObject schedule, bool isPaused)
    {
        var body = new JsonObject { ["isPaused"] = isPaused, ["run"] = schedule["run"]?.DeepClone() };
        foreach (var member in new[] { "cron", "zone", "overlap", "note" })
            if (schedule.Word(member) is { } word) body[member] = word;
        return body;
    }
}
