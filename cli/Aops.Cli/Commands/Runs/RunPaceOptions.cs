using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Faults;

namespace Aops.Cli.Commands.Runs;

/// <summary>The options that say when hosts of a run have their turn, besides how many at once.</summary>
internal sealed class RunPaceOptions
{
    private readonly Option<string?> _ramp = Words.Text(
        "--ramp", "Hosts that go first, and have to end before the next: 1,10% is one host, then 10 percent, then the rest.",
        "N|N%,...");

    private readonly Option<string?> _window = Words.Text(
        "--window", "When hosts may begin: minute, hour, day, month and day of the week, as in crontab.", "CRON");

    private readonly Option<TimeSpan?> _length = Words.Time(
        "--window-length", "How long the window is open; 1h without it.", TimeSpan.FromMinutes(1));

    private readonly Option<string?> _zone = Words.Text(
        "--window-zone", "The time zone of the window, such as Europe/Berlin; UTC without it.", "ZONE");

    private readonly Option<bool> _freeze = IgnoreFreeze();

    /// <summary>The option that leaves a freeze out of account.</summary>
    public static Option<bool> IgnoreFreeze() =>
        new("--ignore-freeze") { Description = "Starts, and goes on, while the fleet is frozen." };

    public void AddTo(Command command)
    {
        AddTimesTo(command);
        command.Add(_freeze);
    }

    /// <summary>Adds all but what is said of a freeze.</summary>
    public void AddTimesTo(Command command)
    {
        foreach (var option in new Option[] { _ramp, _window, _length, _zone }) command.Add(option);
    }

    /// <summary>Adds what they say to the body of a request.</summary>
    /// <exception cref="CliException">They say nothing that can be meant.</exception>
    public void Fill(ParseResult parsed, JsonObject body)
    {
        if (parsed.GetValue(_ramp) is { } ramp)
            body["ramp"] = new JsonArray([.. ramp.Split(',').Select(step => (JsonNode)Step(step.Trim()))]);
        if (parsed.GetValue(_window) is { } start)
        {
            body["window"] = new JsonObject
            {
                ["start"] = start,
                ["lengthSeconds"] = (long)(parsed.GetValue(_length) ?? TimeSpan.FromHours(1)).TotalSeconds,
                ["zone"] = parsed.GetValue(_zone) ?? "UTC",
            };
        }
        else if (parsed.GetValue(_length) is not null || parsed.GetValue(_zone) is not null)
        {
            throw CliException.Usage("--window-length and --window-zone go with --window");
        }
        if (parsed.GetValue(_freeze)) body["ignoresFreeze"] = true;
    }

    private static JsonObject Step(string text)
    {
        var isShare = text.EndsWith('%');
        if (!int.TryParse(isShare ? text[..^1] : text, out var number) || number < 1 || (isShare && number > 100))
            throw CliException.Usage($"--ramp takes numbers of hosts and shares, such as 1,10%, and not '{text}'");
        return new JsonObject { [isShare ? "percent" : "hosts"] = number };
    }
}
