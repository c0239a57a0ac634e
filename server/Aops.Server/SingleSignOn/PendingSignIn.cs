using Aops.Server.Connections;

namespace Aops.Server.SingleSignOn;

/// <summary>A sign-in that a browser has begun, and for which it was sent to the provider.</summary>
internal sealed record PendingSignIn
{
    /// <summary>The word by which the provider's answer names it.</summary>
    public required string State { get; init; }

    /// <summary>The word that the ID token has to have.</summary>
    public required string Nonce { get; init; }

    /// <summary>What the challenge was made of.</summary>
    public required string Verifier { get; init; }

    /// <summary>SHA-256 of the word in the cookie of the browser that has begun.</summary>
    public required byte[] Browser { get; init; }

    /// <summary>Where in the console the browser goes on.</summary>
    public required string ReturnPath { get; init; }

    /// <summary>The program that waits for it; null for the browser itself.</summary>
    public required Loopback? Program { get; init; }

    /// <summary>From where it was begun.</summary>
    public required ClientAddress Address { get; init; }

    public required DateTimeOffset BegunAt { get; init; }
}
