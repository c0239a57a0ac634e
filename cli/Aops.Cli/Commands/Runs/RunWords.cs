using System.Text.Json.Nodes;
using Aops.Cli.Faults;

namespace Aops.Cli.Commands.Runs;

/// <summary>Reads words of an operator that several verbs of runs take.</summary>
internal static class RunWords
{
    /// <summary>A runbook: <c>NAME@VERSION</c>.</summary>
    /// <exception cref="CliException">It is none.</exception>
    public static JsonObject Reference(string runbook) =>
        runbook.Split('@') is [{ Length: > 0 } name, { Length: > 0 } version]
        ? new JsonObject { ["name"] = name, ["version"] = version }
        : throw CliException.Usage($"--runbook takes NAME@VERSION, and not '{runbook}'", "aops runbooks lists them");

    /// <summary>Values of parameters: <c>KEY=VALUE</c> each.</summary>
    /// <exception cref="CliException">One is none, or is there twice.</exception>
    public static JsonObject Parameters(string[] words) => Pairs(words, "parameter", "KEY=VALUE");

    /// <summary>Secrets of hosts by variables: <c>VARIABLE=SECRET</c> each.</summary>
    /// <exception cref="CliException">One is none, or is there twice.</exception>
    public static JsonObject Secrets(string[] words) => Pairs(words, "secret", "VARIABLE=SECRET");

    private static JsonObject Pairs(string[] words, string what, string form)
    {
        var pairs = new JsonObject();
        foreach (var word in words)
        {
            var at = word.IndexOf('=', StringComparison.Ordinal);
            if (at < 1) throw CliException.Usage($"a {what} is written {form}, and not '{word}'");
            if (!pairs.TryAdd(word[..at], word[(at + 1)..])) throw CliException.Usage($"the {what} {word[..at]} is there twice");
        }
        return pairs;
    }

    /// <summary>How many hosts may fail: <c>3</c> or <c>10%</c>.</summary>
    /// <exception cref="CliException">It is no such number.</exception>
    public static JsonObject Budget(string text)
    {
        var isShare = text.EndsWith('%');
        if (!int.TryParse(isShare ? text[..^1] : text, out var number) || number < 0 || (isShare && number > 100))
            throw CliException.Usage($"--max-failures takes a number of hosts, or a share such as 10%, and not '{text}'");
        return new JsonObject { [isShare ? "percent" : "failures"] = number };
    }
}
