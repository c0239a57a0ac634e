using Aops.Contracts;
using Aops.Native.Files;

namespace Aops.Hosting;

/// <summary>
/// The authority that this host trusts. Where one was ever pinned, the identity says so (<see cref="Identity.IsPinned"/>),
/// and a lost ca.pem is a fault: without this note the host would fall back to the authorities of the system, of which any
/// could then stand in for the server. The note stands in the identity because no heartbeat goes out without one.
/// </summary>
public static class AuthorityPin
{
    /// <summary>Reads the authority, and notes in the identity that there is one.</summary>
    /// <param name="layout">The root.</param>
    /// <returns>The pinned authorities as PEM; null on a host that was enrolled without, for those of the system.</returns>
    /// <exception cref="InvalidDataException">It is lost or damaged; nobody may be trusted.</exception>
    /// <exception cref="IOException">It cannot be read now.</exception>
    public static string? Read(AopsLayout layout)
    {
        var identity = TryIdentity(layout);
        if (!File.Exists(layout.TrustCa))
            return identity is { IsPinned: true } ? throw new InvalidDataException(Lost(layout)) : null;
        var authority = File.ReadAllText(layout.TrustCa);
        foreach (var certificate in PinnedHttp.ParseAuthority(authority, layout.TrustCa)) certificate.Dispose();
        if (identity is { IsPinned: false }) Note(layout, identity);
        return authority;
    }

    /// <summary>Says that the pinned authority is lost.</summary>
    /// <param name="layout">The root.</param>
    public static string Lost(AopsLayout layout) =>
        $"{layout.TrustCa} is missing, and this host was enrolled with a pinned authority: put it back, or install again " +
        "with --ca";

    private static Identity? TryIdentity(AopsLayout layout)
    {
        try
        {
            return IdentityFile.Read(layout);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // Without an identity nothing is sent, whomever this host trusts; it is read again before each request.
            return null;
        }
    }

    private static void Note(AopsLayout layout, Identity identity)
    {
        try
        {
            IdentityFile.Write(layout, identity with { IsPinned = true });
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // A full disk; the next start notes it.
        }
    }
}
