using Aops.Native.Processes;

namespace Aops.Native.Crypto;

/// <summary>
/// What the base class library takes for the system's authorities. It reads all of them before its first TLS connection,
/// also where the connection trusts others only (<c>X509ChainTrustMode.CustomRootTrust</c>): the 140 of Debian cost
/// 60 to 80 ms of processor, more than all the rest of a start, and 1 MB for good.
/// </summary>
public static class SystemAuthorities
{
    /// <summary>
    /// Has this process take one file for them: for a program that trusts nobody but those. To be called while it has
    /// one thread, as setenv(3) is not safe beside others. What is started from here knows nothing of it.
    /// </summary>
    /// <param name="file">The authorities in PEM. Where there is no such file, nothing changes.</param>
    public static void ReplaceBy(string file)
    {
        if (!File.Exists(file)) return;
        // The library's own copy of the environment, which it gives to others, is made before.
        _ = Environment.GetEnvironmentVariables();
        _ = ProcessCalls.SetVariable("SSL_CERT_FILE", file, overwrite: 1);
        // No directory: none is read.
        _ = ProcessCalls.SetVariable("SSL_CERT_DIR", file, overwrite: 1);
    }
}
