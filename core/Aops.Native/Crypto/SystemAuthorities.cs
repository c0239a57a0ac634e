using Aops.Native.Processes;

namespace Aops.Native.Crypto;

/// <summary>
/// The certificate authorities of the system, as the base class library finds them. It loads all of them before its
/// first TLS connection, even if the connection trusts only others (<c>X509ChainTrustMode.CustomRootTrust</c>): the
/// 140 of Debian cost 60 to 80 ms of CPU time, more than the rest of a start, and 1 MB of memory permanently.
/// </summary>
public static class SystemAuthorities
{
    /// <summary>
    /// Makes this process load one file instead; for a program that trusts only those authorities. Must be called
    /// while the process has a single thread, since setenv(3) is not thread-safe. Child processes are not affected.
    /// </summary>
    /// <param name="file">The authorities in PEM. If there is no such file, nothing changes.</param>
    public static void ReplaceBy(string file)
    {
        if (!File.Exists(file)) return;
        // .NET copies the environment for child processes here, before it is changed.
        _ = Environment.GetEnvironmentVariables();
        _ = ProcessCalls.SetVariable("SSL_CERT_FILE", file, overwrite: 1);
        // A value that is not a directory, so that no directory is read.
        _ = ProcessCalls.SetVariable("SSL_CERT_DIR", file, overwrite: 1);
    }
}
