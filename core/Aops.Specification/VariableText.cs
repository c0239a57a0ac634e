using System.Text.RegularExpressions;

namespace Aops.Specification;

/// <summary>
/// Replaces <c>${NAME}</c> by a variable in the texts of a specification: arguments, the pid file and probes.
/// <c>$${NAME}</c> yields the literal <c>${NAME}</c>, for a shell that expands its own variable. Any other dollar
/// sign is literal.
/// </summary>
public static partial class VariableText
{
    /// <summary>Expands the variables of a text.</summary>
    /// <param name="missing">The first variable that does not exist; null if all exist.</param>
    /// <returns>The expanded text; null if a variable does not exist.</returns>
    public static string? Expand(string text, IReadOnlyDictionary<string, string> variables, out string? missing)
    {
        missing = text.Contains("${", StringComparison.Ordinal)
            ? NamesIn(text).FirstOrDefault(name => !variables.ContainsKey(name))
            : null;
        if (missing is not null) return null;
        return Variable().Replace(text, match =>
            IsEscaped(match) ? match.Value[1..] : variables[match.Groups[1].Value]);
    }

    /// <summary>The names of the variables that a text refers to.</summary>
    public static IEnumerable<string> NamesIn(string text) =>
        Variable().Matches(text).Where(match => !IsEscaped(match)).Select(match => match.Groups[1].Value);

    private static bool IsEscaped(Match match) => match.ValueSpan[1] == '$';

    [GeneratedRegex(@"\$?\$\{([A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
