namespace Aops.Contracts;

/// <summary>The form of the server's tokens, by which they are found in texts that are shown to others.</summary>
public static class TokenForm
{
    /// <summary>A regular expression: the prefix of each kind, and so much of the token that it is one.</summary>
    public const string Pattern = @"aops-(?:enrol|agent|operator|key|session)-[A-Za-z0-9_\-]{20,}";
}
