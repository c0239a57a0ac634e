using System.Security.Cryptography;
using System.Text;
using Aops.Native.Files;

namespace Aops.Native.Processes;

/// <summary>
/// A random secret of this host, from which a distinct mark for each sub-agent is derived; a sub-agent cannot
/// derive another one's mark. It is stored in several files (mode 0600), so that the loss of one directory does not
/// lose it.
/// </summary>
public sealed class HostSecret
{
    private const int SecretBytes = 32;
    private const int FileBytesMax = 2 * SecretBytes + 1;

    private readonly byte[] _secret;

    private HostSecret(byte[] secret) => _secret = secret;

    /// <summary>Reads the secret; null if no file contains it.</summary>
    /// <param name="files">The files; the first that contains a secret counts.</param>
    public static HostSecret? TryRead(IReadOnlyList<string> files) =>
        files.Select(TryRead).FirstOrDefault(s => s is not null);

    /// <summary>Reads the secret, or generates and stores one.</summary>
    /// <param name="files">Where it is stored.</param>
    public static HostSecret Ensure(IReadOnlyList<string> files)
    {
        var secret = TryRead(files) ?? new(RandomNumberGenerator.GetBytes(SecretBytes));
        secret.Keep(files);
        return secret;
    }

    /// <summary>
    /// Writes the secret to each file that does not contain it. A full disk is not a fault: the secret stays in
    /// memory.
    /// </summary>
    /// <param name="files">Where it is stored.</param>
    public void Keep(IReadOnlyList<string> files)
    {
        foreach (var file in files)
        {
            try
            {
                if (TryRead(file)?._secret.AsSpan().SequenceEqual(_secret) == true) continue;
                AtomicFile.CreateDirectory(Path.GetDirectoryName(file)!, AtomicFile.PassableDirectory);
                AtomicFile.Write(file, Convert.ToHexStringLower(_secret) + "\n");
            }
            catch (Exception e) when (FileFaults.IsFileFault(e))
            {
                // The next start of a sub-agent tries again.
            }
        }
    }

    /// <summary>The mark of a sub-agent: 256 bits in hexadecimal.</summary>
    public string MarkOf(string name) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(name)));

    private static HostSecret? TryRead(string file)
    {
        var content = UntrustedFile.TryRead(file, FileBytesMax, owner: CurrentUser.EffectiveId);
        try
        {
            var secret = content is null ? [] : Convert.FromHexString(Encoding.ASCII.GetString(content).Trim());
            return secret.Length == SecretBytes ? new(secret) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
