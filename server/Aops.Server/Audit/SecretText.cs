using System.Text.RegularExpressions;
using Aops.Contracts;

namespace Aops.Server.Audit;

/// <summary>A text that is not told: whatever prints it prints <see cref="Shown"/>.</summary>
/// <param name="Value">The text itself.</param>
internal readonly partial record struct SecretText(string Value)
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Shown = "(secret)";

    /// <inheritdoc/>
    public override string ToString() => Shown;

    /// <summary>A text without the tokens that were pasted into it, which their prefixes tell.</summary>
    public static string Without(string text) => Token().Replace(text, Shown);

    [GeneratedRegex(@"\b(?:" + TokenForm.Pattern + @"|whsec_[A-Za-z0-9+/]{20,}=*)")]
    private static partial Regex Token();
}
