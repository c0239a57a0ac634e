namespace Aops.Contracts;

/// <summary>What may name a sub-agent, a version, an agent or a command: safe as one part of a path everywhere.</summary>
public static class Names
{
    /// <summary>The rule in words, for messages.</summary>
    public const string Rule =
        "1 to 64 characters of A-Z a-z 0-9 . _ + - that begin with a letter or a digit";

    /// <summary>Whether a name follows <see cref="Rule"/>.</summary>
    /// <param name="name">The name; null is not valid.</param>
    public static bool IsValid(string? name)
    {
        // No regular expression: the engine would be half of the launcher.
        if (name is not { Length: > 0 and <= Limits.NameCharsMax }) return false;
        if (!char.IsAsciiLetterOrDigit(name[0])) return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '+' or '-')) return false;
        }
        return true;
    }
}
