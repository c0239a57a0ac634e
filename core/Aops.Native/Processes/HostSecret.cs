using System.Security.Cryptography;
using System.Text;
using Aops.Native.Files;

namespace Aops.Native.Processes;

/// <summary>
/// A random secret of this host, from which each sub-agent gets a mark of its own: one sub-agent's mark is of no use
/// for another. It is kept in several files (mode 0600), so that the loss of one folder costs nothing.
/// </summary>
public sealed class HostSecret
{
    private const int SecretBytes = 32;
    private const int FileBytesMax = 2 * SecretBytes + 1;

    private readonly byte[] _secret;

    private HostSecret(byte[] secret) => _secret = secret;

    /// <summary>Reads the secret; null if no file has it.</summary>
    /// <param name="files">Where it may be; the first that holds one counts.</param>
    public static HostSecret? TryRead(IReadOnlyList<string> files) =>
        files.Select(TryRead).FirstOrDefault(s => s is not null);

    /// <summary>Reads the secret, or makes one.</summary>
    /// <param name="files">Where it is kept.</param>
    public static HostSecret Ensure(IReadOnlyList<string> files)
    {
        var secret = TryRead(files) ?? new(RandomNumberGenerator.GetBytes(SecretBytes));
        secret.Keep(files);
        return secret;
    }

    /// <summary>Writes it to each file that does not hold it. A full disk is no fault: it is held in memory.</summary>
    /// <param name="files">Where it is kept.</param>
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

    /// <summary>The mark of a name: 256 bits in hexadecimal.</summary>
    /// <param name="name">The name.</param>
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
