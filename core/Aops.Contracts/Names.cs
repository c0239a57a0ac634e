using System.Text.RegularExpressions;

namespace Aops.Contracts;

/// <summary>What may name a sub-agent, a version, an agent or a command: safe as one part of a path everywhere.</summary>
public static partial class Names
{
    /// <summary>The rule in words, for messages.</summary>
    public const string Rule =
        "1 to 64 characters of A-Z a-z 0-9 . _ + - that begin with a letter or a digit";

    /// <summary>Whether a name follows <see cref="Rule"/>.</summary>
    /// <param name="name">The name; null is not valid.</param>
    public static bool IsValid(string? name) => name is not null && Pattern().IsMatch(name);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._+-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
