using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Faults;

namespace Aops.Cli.Commands.Runs;

/// <summary>The options that bound a run: how long, until when, on how many hosts at once, and how many may fail.</summary>
/// <param name="what">What has a longest time of its own, in the help.</param>
/// <param name="since">What <c>--start-within</c> counts from, in the help; empty for now.</param>
internal sealed class RunBounds(string what, string since = "")
{
    private readonly Option<TimeSpan?> _timeout = Words.Time(
        "--timeout", $"Longest time on a host; else that of {what}.", TimeSpan.FromSeconds(1));

    private readonly Option<TimeSpan?> _start = Words.Time(
        "--start-within", $"No host starts it later{since}; 1h without it.", TimeSpan.FromSeconds(1));

    private readonly Option<long?> _concurrency = Words.Number(
        "--at-once", "Hosts that run it at the same time; 100 without it.", "N", 1, 100_000);

    private readonly Option<string?> _budget = Words.Text(
        "--max-failures", "How many hosts may fail before the others have no turn; 10% without it.", "N|N%");

    private readonly Option<bool> _queue = new("--wait-for-offline")
    {
        Description = "Offline hosts run it once they are back, until --start-within is over; else they are left out.",
    };

    /// <summary>The options, in the order of the help.</summary>
    public IReadOnlyList<Option> Options => [_timeout, _start, _concurrency, _budget, _queue];

    /// <summary>How long hosts may start it; null for the default.</summary>
    public TimeSpan? Start(ParseResult parsed) => parsed.GetValue(_start);

    /// <summary>Adds what they say to the body of a request.</summary>
    /// <exception cref="CliException">The number of failures is none.</exception>
    public void Fill(ParseResult parsed, JsonObject body)
    {
        if (parsed.GetValue(_timeout) is { } timeout) body["timeoutSeconds"] = (long)timeout.TotalSeconds;
        if (parsed.GetValue(_start) is { } start) body["ttlSeconds"] = (long)start.TotalSeconds;
        if (parsed.GetValue(_concurrency) is { } concurrency) body["concurrency"] = concurrency;
        if (parsed.GetValue(_budget) is { } budget) body["budget"] = RunWords.Budget(budget);
        if (parsed.GetValue(_queue)) body["whileOffline"] = "queue";
    }
}
