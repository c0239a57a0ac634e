using System.CommandLine;
using System.Globalization;
using Aops.Hosting.Settings;

namespace Aops.Cli.Commands;

/// <summary>Makes options that several verbs have; a wrong value is told in words of the operator.</summary>
internal static class Words
{
    public static Option<string?> Text(string name, string description, string help, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = help };

    public static Option<string?> Query(string description) => Text("--query", description, "QUERY", "-q");

    public static Option<string?> Message() => Text("--message", "Why: stands in the history and in the event.", "TEXT", "-m");

    public static Option<bool> Yes() => new("--yes", "-y")
    {
        Description = "Does not ask; needed for more than one host where there is no terminal.",
    };

    public static Option<bool> DryRun() => new("--dry-run") { Description = "Tells what would be done, and does nothing." };

    public static Option<bool> Wait() => new("--wait") { Description = "Waits until every host is done." };

    public static Argument<string> Name(string name, string description) => new(name) { Description = description };

    public static Argument<string> Host() => Name("HOST", "Its id, the beginning of one, or its name.");

    public static Argument<string> Layer() => Name("LAYER", "fleet, group:NAME or host:HOST.");

    public static Argument<string> Group() => Name("NAME", "Name of the group.");

    /// <summary>A whole number within bounds.</summary>
    public static Option<long?> Number(string name, string description, string help, long min, long max) => new(name)
    {
        Description = description,
        HelpName = help,
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= min && number <= max)
            {
                return number;
            }
            result.AddError($"{name} takes a number from {min} to {max}, and not '{word}'.");
            return null;
        },
    };

    /// <summary>A time such as <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c>.</summary>
    public static Option<TimeSpan?> Time(string name, string description, TimeSpan min) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (Quantity.TryDuration(word) is { } time && time >= min) return time;
            result.AddError($"{name} takes a time such as 30s, 5m or 2h, at least {min.TotalSeconds} s, and not '{word}'.");
            return null;
        },
    };

    /// <summary>A group of verbs.</summary>
    public static Command Family(string name, string description, params Command[] verbs)
    {
        var family = new Command(name, description);
        foreach (var verb in verbs) family.Add(verb);
        return family;
    }
}
