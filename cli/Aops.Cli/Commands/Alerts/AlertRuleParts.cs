using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Faults;

namespace Aops.Cli.Commands.Alerts;

/// <summary>The parts of a rule that options name.</summary>
internal sealed class AlertRuleParts
{
    private static readonly string[] Conditions =
        ["hosts", "certificate", "metadata", "disk", "backup", "webhook", "clone", "drift"];
    private static readonly string[] Severities = ["info", "warning", "critical"];

    private readonly Option<bool> _disable = new("--disable") { Description = "Switches the rule off." };
    private readonly Option<bool> _enable = new("--enable") { Description = "Switches the rule on." };
    private readonly Option<bool> _share = new("--share") { Description = "The threshold is a percentage of the hosts of --of." };
    private readonly Option<bool> _count = new("--count") { Description = "The threshold is a number of hosts." };
    private readonly Option<string[]> _routes = new("--route")
    {
        Description = "A webhook that is told, or * for every one; may be given again, and takes the place of all.",
        HelpName = "NAME",
    };

    public Option<string?> Condition { get; } = OneOf("--condition", "What is looked at.", Conditions);

    public Option<long?> Threshold { get; } = Words.Number(
        "--threshold", "From which number on, or down to which, it holds: hosts, percent, days.", "N", 1, 100_000);

    private Option<string?> Severity { get; } = OneOf("--severity", "How urgent it is.", Severities);

    private Option<string?> Query { get; } = Words.Query("Which hosts are counted.");

    private Option<string?> Of { get; } = Words.Text("--of", "Of which hosts those of -q are a share; the fleet without it.", "QUERY");

    private Option<TimeSpan?> For { get; } = Words.Time("--for", "How long it has to hold.", TimeSpan.Zero);

    private Option<TimeSpan?> Rise { get; } = Words.Time(
        "--rise", "Counts how many hosts are more than were the fewest within this time.", TimeSpan.Zero);

    private Option<string?> Note { get; } = Words.Text("--note", "What it is for, and what to do; receivers are told it.", "TEXT");

    /// <summary>All options.</summary>
    public IReadOnlyList<Option> All =>
        [Condition, Threshold, Query, Of, _share, _count, Rise, For, Severity, _routes, Note, _disable, _enable];

    /// <summary>Lays what is named over a body.</summary>
    /// <returns>Whether anything was named.</returns>
    public bool Lay(ParseResult parsed, JsonObject body)
    {
        var before = body.ToJsonString();
        Set("condition", parsed.GetValue(Condition));
        Set("threshold", parsed.GetValue(Threshold));
        Set("q", parsed.GetValue(Query));
        Set("of", parsed.GetValue(Of));
        Set("severity", parsed.GetValue(Severity));
        Set("note", parsed.GetValue(Note));
        Set("forSeconds", (long?)parsed.GetValue(For)?.TotalSeconds);
        Set("riseSeconds", (long?)parsed.GetValue(Rise)?.TotalSeconds);
        Set("share", Either(parsed, _share, _count));
        Set("enabled", Either(parsed, _enable, _disable));
        if (parsed.GetValue(_routes) is { Length: > 0 } routes)
            body["routes"] = new JsonArray([.. routes.Select(route => (JsonNode)route)]);
        // A number of hosts is no share of others.
        if (parsed.GetValue(_count)) body.Remove("of");
        return body.ToJsonString() != before;

        void Set(string name, JsonNode? value)
        {
            if (value is not null) body[name] = value;
        }
    }

    private static bool? Either(ParseResult parsed, Option<bool> yes, Option<bool> no) =>
        (parsed.GetValue(yes), parsed.GetValue(no)) switch
        {
            (true, true) => throw CliException.Usage($"name {yes.Name} or {no.Name}, not both"),
            (true, _) => true,
            (_, true) => false,
            _ => null,
        };

    private static Option<string?> OneOf(string name, string description, string[] words)
    {
        var option = Words.Text(name, description, string.Join('|', words));
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var word] && !words.Contains(word.Value))
                result.AddError($"{name} takes {string.Join(", ", words)}, and not '{word.Value}'.");
        });
        return option;
    }
}
