using System.Security.Cryptography;
using Aops.Native.Crypto;

namespace Aops.Releases.Tuf;

/// <summary>Checks documents against who may sign them (section 5, "verify").</summary>
internal static class TufVerifier
{
    /// <summary>Requires the threshold of a role. One key counts once, under however many ids it is listed.</summary>
    public static void RequireThreshold(TufDocument document, TufAuthority authority)
    {
        var role = authority.Role;
        var valid = new HashSet<string>();
        string? obstacle = null;
        foreach (var id in role.KeyIds)
        {
            if (!authority.Keys.TryGetValue(id, out var key)
                || !document.Signatures.TryGetValue(id, out var signature))
            {
                continue;
            }
            try
            {
                if (key.Verifies(document.Canonical, signature)) valid.Add(key.Identity);
            }
            catch (CryptoMissingException e)
            {
                obstacle = e.Message;
            }
        }
        if (valid.Count >= role.Threshold) return;
        throw new TufRefusal(obstacle is null
            ? new TufRefresh.BadSignature(document.Role, valid.Count, role.Threshold)
            : new TufRefresh.NotVerifiable(document.Role, obstacle));
    }

    /// <summary>Requires that metadata may still be used.</summary>
    public static void RequireFresh(string role, TufMetadata metadata, DateTimeOffset now)
    {
        if (metadata.Expires <= now)
            throw new TufRefusal(new TufRefresh.Expired(role, metadata.Expires, now));
    }

    /// <summary>Requires the length and the hashes that the parent role names, where it names any.</summary>
    public static void RequireContent(string role, ReadOnlySpan<byte> file, TufMetaFile expected)
    {
        if (expected.LengthBytes is { } length && file.Length != length)
            throw TufRefusal.Mismatch(role, $"{file.Length} bytes in place of {length}");
        foreach (var (algorithm, hash) in expected.Hashes)
        {
            var actual = algorithm switch
            {
                "sha256" => Convert.ToHexStringLower(SHA256.HashData(file)),
                "sha512" => Convert.ToHexStringLower(SHA512.HashData(file)),
                _ => throw TufRefusal.Malformed(role, $"its hash is given as {algorithm}, which is not known"),
            };
            if (actual != hash) throw TufRefusal.Mismatch(role, $"{algorithm} {actual} in place of {hash}");
        }
    }
}
