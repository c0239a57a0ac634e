using System.Security.Cryptography;
using Aops.Native.Files;
using Aops.Releases.Tuf;

namespace Aops.Tuf;

/// <summary>
/// Downloads a target's content into a folder (TUF 1.0.31, section 5.7): never more bytes than were signed,
/// and under its name only after length and all hashes were verified. The name is percent-encoded into one
/// path segment, so that no target can lie outside of the folder.
/// </summary>
internal sealed class TargetDownload(string name, TufTargetFile file, string directory)
{
    private const int BufferBytes = 128 * 1024;

    private readonly string _path = Path.Combine(directory, Uri.EscapeDataString(name));

    /// <summary>Whether the folder has the complete target.</summary>
    public async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(_path)) return false;
        await using var present = File.OpenRead(_path);
        return await FaultOfAsync(present, Stream.Null, cancellationToken) is null;
    }

    /// <summary>Writes the target.</summary>
    /// <exception cref="ClientFault">The content differs from what was signed; nothing is left of it.</exception>
    public async Task RunAsync(Stream content, CancellationToken cancellationToken)
    {
        AtomicFile.CreateDirectory(directory);
        var temporary = Path.Combine(directory, $".{Guid.NewGuid():N}.unverified");
        try
        {
            await using (var output = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                if (await FaultOfAsync(content, output, cancellationToken) is { } fault)
                    throw new ClientFault($"{name} is not the file that was signed: {fault}; it was not kept");
                output.Flush(flushToDisk: true);
            }
            AtomicFile.Rename(temporary, _path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private async Task<string?> FaultOfAsync(Stream content, Stream copy, CancellationToken cancellationToken)
    {
        var hashes = new List<(string Signed, IncrementalHash Hash)>();
        try
        {
            foreach (var (algorithm, signed) in file.Hashes)
            {
                if (AlgorithmOf(algorithm) is not { } known) return $"its hash is given as {algorithm}, which is not known";
                hashes.Add((signed, IncrementalHash.CreateHash(known)));
            }
            var buffer = new byte[BufferBytes];
            long length = 0;
            int count;
            while ((count = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                length += count;
                if (length > file.LengthBytes) return $"it is longer than {file.LengthBytes} bytes";
                foreach (var (_, hash) in hashes) hash.AppendData(buffer, 0, count);
                await copy.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
            if (length < file.LengthBytes) return $"it ends after {length} of {file.LengthBytes} bytes";
            return hashes.Any(h => Convert.ToHexStringLower(h.Hash.GetHashAndReset()) != h.Signed)
                ? "its hash differs" : null;
        }
        finally
        {
            foreach (var (_, hash) in hashes) hash.Dispose();
        }
    }

    private static HashAlgorithmName? AlgorithmOf(string name) => name switch
    {
        "sha256" => HashAlgorithmName.SHA256,
        "sha512" => HashAlgorithmName.SHA512,
        _ => null,
    };
}
