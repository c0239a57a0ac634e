using Aops.Releases.Tuf;

namespace Aops.Releases.Runbooks;

/// <summary>By what a signed command can name a host.</summary>
/// <param name="Hostname">Its name, by its own word: compared with patterns.</param>
/// <param name="AgentId">
/// Its identity. A server gives it, so that it is compared to the letter, and only where it is one that servers make: a
/// server must not make a host fit a pattern of names.
/// </param>
/// <param name="MachineId">Its machine id, by its own word: compared to the letter.</param>
public sealed record RunHost(string Hostname, string? AgentId, string? MachineId)
{
    private const int IdentityChars = 32;

    /// <summary>Whether one of some names and patterns means this host.</summary>
    public bool IsAmong(IEnumerable<string> patterns) => patterns.Any(IsMeantBy);

    private bool IsMeantBy(string pattern) =>
        TufPathPattern.Matches(pattern, Hostname)
        || (pattern.Length > IdentityChars && pattern == MachineId)
        || (IsIdentity(pattern) && pattern == AgentId);

    private static bool IsIdentity(string text) =>
        text.Length == IdentityChars && text.All(char.IsAsciiHexDigitLower);
}
