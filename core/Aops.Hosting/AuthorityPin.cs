using Aops.Layout;
using Aops.Native.Files;

namespace Aops.Hosting;

/// <summary>
/// The certificate authority that this host trusts. Once an authority was pinned, the identity records it
/// (<see cref="Identity.IsPinned"/>) and a missing ca.pem is a fault. Without this record the host would fall back
/// to the system's authorities, any of which could then impersonate the server. The record is in the identity
/// because no heartbeat is sent without one.
/// </summary>
public static class AuthorityPin
{
    /// <summary>Reads the pinned authority, and records in the identity that there is one.</summary>
    /// <returns>
    /// The pinned authorities as PEM; null on a host that was enrolled without one and trusts the system's.
    /// </returns>
    /// <exception cref="InvalidDataException">The file is missing or damaged; no server may be trusted.</exception>
    /// <exception cref="IOException">The file cannot be read now.</exception>
    public static string? Read(AopsLayout layout)
    {
        // Without an identity nothing is sent, so the pin does not matter yet; it is read again before each request.
        var identity = IdentityFile.TryRead(layout);
        if (!File.Exists(layout.TrustCa))
            return identity is { IsPinned: true } ? throw new InvalidDataException(Lost(layout)) : null;
        var authority = File.ReadAllText(layout.TrustCa);
        foreach (var certificate in PinnedHttp.ParseAuthority(authority, layout.TrustCa)) certificate.Dispose();
        if (identity is { IsPinned: false }) Note(layout, identity);
        return authority;
    }

    /// <summary>The message that the pinned authority is missing.</summary>
    public static string Lost(AopsLayout layout) =>
        $"{layout.TrustCa} is missing, and this host was enrolled with a pinned authority: put it back, or install again " +
        "with --ca";

    private static void Note(AopsLayout layout, Identity identity)
    {
        try
        {
            IdentityFile.Write(layout, identity with { IsPinned = true });
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // The disk is full; the next start records it.
        }
    }
}
