namespace Aops.Contracts;

/// <summary>
/// Validates names of sub-agents, versions, agents and commands. A valid name is safe as one component of a path.
/// </summary>
public static class Names
{
    /// <summary>The rule in words, for error messages.</summary>
    public const string Rule =
        "1 to 64 characters of A-Z a-z 0-9 . _ + - that begin with a letter or a digit";

    /// <summary>Whether a name follows <see cref="Rule"/>.</summary>
    /// <param name="name">The name; null is invalid.</param>
    public static bool IsValid(string? name)
    {
        // Checked by hand: the regular expression engine would double the size of the launcher.
        if (name is not { Length: > 0 and <= Limits.NameCharsMax }) return false;
        if (!char.IsAsciiLetterOrDigit(name[0])) return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '+' or '-')) return false;
        }
        return true;
    }
}
