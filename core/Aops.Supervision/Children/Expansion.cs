using System.Text.RegularExpressions;

namespace Aops.Supervision.Children;

/// <summary>Replaces <c>${NAME}</c> in a specification's texts. A dollar sign before anything else stays.</summary>
internal static partial class Expansion
{
    /// <summary>Expands one text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="environment">The variables.</param>
    /// <param name="field">Where the text stands, for the fault.</param>
    /// <exception cref="StartFault">A variable is not in the environment.</exception>
    public static string Expand(string text, IReadOnlyDictionary<string, string> environment, string field) =>
        text.Contains("${", StringComparison.Ordinal)
            ? Variable().Replace(text, match =>
                environment.TryGetValue(match.Groups[1].Value, out var value)
                    ? value
                    : throw new StartFault($"{field}: {match.Value} is not in the environment of the sub-agent"))
            : text;

    [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
