using Aops.Specification;

namespace Aops.Supervision.Launching;

/// <summary>Puts variables into a specification's texts (<see cref="VariableText"/>).</summary>
internal static class VariableExpander
{
    /// <summary>Expands one text.</summary>
    /// <param name="environment">The variables.</param>
    /// <param name="field">Where the text stands, for the fault.</param>
    /// <exception cref="StartException">A variable is not in the environment.</exception>
    public static string Expand(string text, IReadOnlyDictionary<string, string> environment, string field) =>
        VariableText.Expand(text, environment, out var missing) ?? throw new StartException(
            $"{field}: ${{{missing}}} is not in the environment of the sub-agent; "
            + $"the text itself is written $${{{missing}}}");
}
