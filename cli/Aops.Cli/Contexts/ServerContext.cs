namespace Aops.Cli.Contexts;

/// <summary>A server that an operator logged in to.</summary>
internal sealed record ServerContext
{
    public required string Name { get; init; }

    /// <summary><c>https://HOST:PORT/</c>.</summary>
    public required string Server { get; init; }

    /// <summary>The operator's key, or the word of a session; empty after a logout.</summary>
    public required string Token { get; init; }

    /// <summary>Who signed in by a password; null for a key, and after a sign-in by a browser.</summary>
    public string? User { get; init; }

    /// <summary>The pinned authority in PEM; null for the system's authorities.</summary>
    public string? Authority { get; init; }

    /// <summary>SHA-256 of that authority, in lower-case hexadecimal.</summary>
    public string? AuthoritySha256 { get; init; }
}
