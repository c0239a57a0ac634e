using Aops.Contracts;
using Aops.Native.Files;
using Aops.Releases.Tuf;

namespace Aops.Server.Repository;

/// <summary>
/// The first root of the repository, from which the trust of this server and of every host that it installs
/// starts. The operator sets it, or it is that of the first release published here (trust on first use); it
/// never changes.
/// </summary>
internal sealed class TrustedRoot(string file)
{
    /// <summary>Version of the first root: hosts ask for <c>1.root.json</c>.</summary>
    public const long Version = 1;

    public string File { get; } = file;

    /// <summary>Whether there is one.</summary>
    public bool IsPinned => System.IO.File.Exists(File);

    /// <summary>The root; there must be one.</summary>
    public byte[] Read() => System.IO.File.ReadAllBytes(File);

    /// <summary>Trusts a root from now on.</summary>
    public void Pin(byte[] root) => AtomicFile.Write(File, root);

    /// <summary>Trusts the root that the operator gives, in place of any other.</summary>
    /// <param name="given">The file.</param>
    /// <exception cref="StartupFault">It cannot be read, or is no first root.</exception>
    public void Import(string given)
    {
        try
        {
            var root = System.IO.File.ReadAllBytes(given);
            if (TufMetadataCheck.CheckFirstRoot(root, Version) is { } refusal)
            {
                throw new StartupFault(ExitCodes.BadData,
                    $"--trust-root {given} is not the first root of a repository: {refusal.Sentence}; " +
                    "give the publisher's metadata/1.root.json");
            }
            if (!IsPinned || !Read().AsSpan().SequenceEqual(root)) Pin(root);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new StartupFault(ExitCodes.NoInput,
                $"--trust-root {given} cannot be read: {e.Message}", e);
        }
    }
}
