using System.Globalization;

namespace Aops.Releases.Tuf;

/// <summary>
/// Loads metadata that a parent role names by version, and usually by length and hash, from the store or else from
/// the repository. The result is signed by the given keys and is the file that the parent names; the caller decides
/// whether it is fresh and must be stored.
/// </summary>
internal sealed class TufLoader(TufStore store, TufFetch fetch)
{
    /// <summary>Loads what a parent role names.</summary>
    /// <param name="authority">Who signs for it.</param>
    /// <param name="expected">What the parent says of the file.</param>
    /// <param name="consistentSnapshot">Whether files have their version before the name.</param>
    /// <param name="bytesMax">What any file of the role may take.</param>
    /// <param name="parse">Makes the role of a document.</param>
    public async Task<TufLoaded<T>> LoadAsync<T>(
        string role, TufAuthority authority, TufMetaFile expected, bool consistentSnapshot, long bytesMax,
        Func<TufDocument, T> parse, CancellationToken cancellationToken)
        where T : TufMetadata
    {
        if (store.Read(role) is { } stored && TryCheck(role, stored, authority, expected, parse) is { } known)
            return new TufLoaded<T>(known, stored, IsStored: true);
        var file = consistentSnapshot
            ? string.Create(CultureInfo.InvariantCulture, $"{expected.Version}.{TufRoles.FileOf(role)}")
            : TufRoles.FileOf(role);
        var bytes = await fetch.GetAsync(role, file, bytesMax, expected.LengthBytes, cancellationToken);
        return new TufLoaded<T>(Check(role, bytes, authority, expected, parse), bytes, IsStored: false);
    }

    /// <summary>What is stored of a role; null for what is damaged, or what the keys of today did not sign.</summary>
    public T? TryStored<T>(string role, TufAuthority authority, Func<TufDocument, T> parse)
        where T : TufMetadata
    {
        if (store.Read(role) is not { } bytes) return null;
        try
        {
            return Verify(role, bytes, authority, parse);
        }
        catch (TufRefusal)
        {
            return null;
        }
    }

    /// <summary>Reads a file that must be signed for its role.</summary>
    public static T Verify<T>(string role, byte[] bytes, TufAuthority authority, Func<TufDocument, T> parse)
        where T : TufMetadata
    {
        var document = TufDocument.Parse(role, bytes);
        TufVerifier.RequireThreshold(document, authority);
        return parse(document);
    }

    private static T Check<T>(
        string role, byte[] bytes, TufAuthority authority, TufMetaFile expected, Func<TufDocument, T> parse)
        where T : TufMetadata
    {
        TufVerifier.RequireContent(role, bytes, expected);
        var metadata = Verify(role, bytes, authority, parse);
        return metadata.Version == expected.Version
            ? metadata
            : throw TufRefusal.Mismatch(role, $"version {metadata.Version} in place of {expected.Version}");
    }

    private static T? TryCheck<T>(
        string role, byte[] bytes, TufAuthority authority, TufMetaFile expected, Func<TufDocument, T> parse)
        where T : TufMetadata
    {
        try
        {
            return Check(role, bytes, authority, expected, parse);
        }
        catch (TufRefusal)
        {
            return null;
        }
    }
}

/// <summary>Metadata as it was loaded.</summary>
/// <param name="Metadata">The role.</param>
/// <param name="Bytes">The file.</param>
/// <param name="IsStored">Whether it came from the store.</param>
internal sealed record TufLoaded<T>(T Metadata, byte[] Bytes, bool IsStored)
    where T : TufMetadata;
