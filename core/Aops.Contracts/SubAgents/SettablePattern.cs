using System.Text.RegularExpressions;

namespace Aops.Contracts.SubAgents;

/// <summary>
/// A pattern of <see cref="SettableSpec"/>. The engine is the one without backtracking, whose time grows with the value
/// alone, and its time is bounded: neither a signer nor a server can keep a host busy by it.
/// </summary>
internal static class SettablePattern
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static readonly TimeSpan TimeMax = TimeSpan.FromMilliseconds(250);

    /// <summary>What is wrong with a pattern, or null.</summary>
    public static string? FaultOf(string? pattern)
    {
        if (pattern is null) return "is null";
        if (pattern.Length > Limits.SettablePatternCharsMax)
            return $"has more than {Limits.SettablePatternCharsMax} characters";
        try
        {
            // By itself first: a stray parenthesis must not close the one that makes it match the whole value.
            _ = new Regex(pattern, Options, TimeMax);
            _ = Whole(pattern);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return $"'{pattern}' is no pattern that is matched without backtracking ({e.Message})";
        }
    }

    /// <summary>Whether a whole value matches.</summary>
    /// <param name="pattern">A pattern without a fault.</param>
    /// <param name="value">The value.</param>
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
