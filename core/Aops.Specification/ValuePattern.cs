using System.Text.RegularExpressions;
using Aops.Contracts;
using Aops.Contracts.SubAgents;

namespace Aops.Specification;

/// <summary>
/// A pattern of <see cref="SettableSpec"/> or of a parameter of a runbook. It runs on the engine without backtracking,
/// whose time is linear in the length of the value, and with a timeout: neither a signer nor a server can keep a host
/// busy with it.
/// </summary>
public static class ValuePattern
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(5);

    /// <summary>Checks a pattern; null if it is valid.</summary>
    public static string? FaultOf(string? pattern)
    {
        if (pattern is null) return "is null";
        if (pattern.Length > Limits.SettablePatternCharsMax)
            return $"has more than {Limits.SettablePatternCharsMax} characters";
        try
        {
            // The pattern is compiled alone first: an unbalanced parenthesis must not close the group that anchors
            // it to the whole value.
            _ = new Regex(pattern, Options, TimeMax);
            _ = Whole(pattern);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return $"'{pattern}' is no pattern that is matched without backtracking ({e.Message})";
        }
    }

    /// <summary>Whether the pattern matches the whole value.</summary>
    /// <param name="pattern">A valid pattern.</param>
    public static bool Matches(string pattern, string value)
    {
        try
        {
            return Whole(pattern).IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static Regex Whole(string pattern) => new($@"\A(?:{pattern})\z", Options, TimeMax);
}
