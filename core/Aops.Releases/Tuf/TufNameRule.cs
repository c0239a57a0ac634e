using System.Security.Cryptography;
using System.Text;

namespace Aops.Releases.Tuf;

/// <summary>
/// Which target names a delegated role may list (section 4.5): those that one of its <c>paths</c> matches, or those
/// whose SHA-256 begins with one of its <c>path_hash_prefixes</c>.
/// </summary>
/// <param name="Patterns">Patterns of the section, or null where prefixes are given.</param>
/// <param name="HashPrefixes">Lower-case hexadecimal digits, or null where patterns are given.</param>
public sealed record TufNameRule(IReadOnlyList<string>? Patterns, IReadOnlyList<string>? HashPrefixes)
{
    /// <summary>Whether a name is among them.</summary>
    /// <param name="targetName">The name, with <c>/</c> between the parts.</param>
    public bool Allows(string targetName)
    {
        if (Patterns is not null) return Patterns.Any(pattern => TufPathPattern.Matches(pattern, targetName));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(targetName)));
        return HashPrefixes!.Any(prefix => hash.StartsWith(prefix, StringComparison.Ordinal));
    }
}
