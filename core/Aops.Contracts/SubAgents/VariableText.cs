using System.Text.RegularExpressions;

namespace Aops.Contracts.SubAgents;

/// <summary>
/// Texts of a specification in which <c>${NAME}</c> stands for a variable: arguments, the pid file and checks.
/// <c>$${NAME}</c> is the text <c>${NAME}</c> itself, for a shell that is to put its own variable in. Any other dollar sign
/// stays as it is.
/// </summary>
public static partial class VariableText
{
    /// <summary>Puts the variables in.</summary>
    /// <param name="text">The text.</param>
    /// <param name="variables">The variables.</param>
    /// <param name="missing">The first that is not there; null if all are.</param>
    /// <returns>The text; null if a variable is not there.</returns>
    public static string? Expand(string text, IReadOnlyDictionary<string, string> variables, out string? missing)
    {
        missing = text.Contains("${", StringComparison.Ordinal)
            ? NamesIn(text).FirstOrDefault(name => !variables.ContainsKey(name))
            : null;
        if (missing is not null) return null;
        return Variable().Replace(text, match =>
            IsEscaped(match) ? match.Value[1..] : variables[match.Groups[1].Value]);
    }

    /// <summary>The variables that a text asks for.</summary>
    /// <param name="text">The text.</param>
    public static IEnumerable<string> NamesIn(string text) =>
        Variable().Matches(text).Where(match => !IsEscaped(match)).Select(match => match.Groups[1].Value);

    private static bool IsEscaped(Match match) => match.ValueSpan[1] == '$';

    [GeneratedRegex(@"\$?\$\{([A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
