using System.Formats.Tar;
using System.Security.Cryptography;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.Releases.Compression;
using Aops.Releases.Packages;
using Aops.Releases.Runbooks;

namespace Aops.Releases.Playbooks;

/// <summary>
/// Unpacks the archive of a playbook. Parties: the operator, who signed its hash; the host, which fetched it.
/// Only regular files below the folder are written, each once: no link, device, absolute name or <c>..</c>.
/// Limits: those of <see cref="PlaybookArchive"/>.
/// </summary>
public static class PlaybookUnpacker
{
    private const UnixFileMode AnyExecute =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Unpacks an archive whose bytes are those that are signed.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="archive">What is signed of it.</param>
    /// <param name="folder">Where its files go; it must not be there.</param>
    /// <exception cref="InvalidDataException">It is not what was signed, or holds what no archive may.</exception>
    /// <exception cref="IOException">It cannot be read, or the folder cannot be written.</exception>
    public static void Unpack(string file, PlaybookArchive archive, string folder)
    {
        using var source = File.OpenRead(file);
        if (source.Length != archive.LengthBytes || Convert.ToHexStringLower(SHA256.HashData(source)) != archive.Sha256)
            throw new InvalidDataException($"{file} is not the archive that is signed");
        source.Position = 0;
        AtomicFile.CreateDirectory(folder);
        try
        {
            Unpack(source, archive.UnpackedBytes, folder);
        }
        catch (Exception e) when (e is not (InvalidDataException or IOException or UnauthorizedAccessException
            or OutOfMemoryException) || e is EndOfStreamException)
        {
            // Readers of tar and zstd throw exceptions of many types for bytes that they do not foresee.
            throw new InvalidDataException($"the archive cannot be read: {e.Message}", e);
        }
    }

    private static void Unpack(Stream source, int unpackedBytes, string folder)
    {
        using var plain = new ZstdReadStream(source, Limits.ZstdWindowLogMax);
        using var bounded = new BudgetStream(plain);
        using var reader = new TarReader(bounded, leaveOpen: true);
        var paths = new HashSet<string>(StringComparer.Ordinal);
        long written = 0;
        while (true)
        {
            bounded.Allow(Limits.PackageHeaderBytesMax);
            if (reader.GetNextEntry(copyData: false) is not { } entry) break;
            var shown = PackagePath.Shown(entry.Name);
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                throw new InvalidDataException($"'{shown}' is of type {entry.EntryType}, which no archive of a playbook holds");
            if (PackagePath.Fault(entry.Name) is { } fault) throw new InvalidDataException($"the name '{shown}' {fault}");
            if (!paths.Add(entry.Name)) throw new InvalidDataException($"'{shown}' is there twice");
            if (paths.Count > PlaybookArchive.FilesMax)
                throw new InvalidDataException($"it holds more than {PlaybookArchive.FilesMax} files");
            written += entry.Length;
            if (written > unpackedBytes) throw new InvalidDataException($"its files have more than the {unpackedBytes} bytes that are signed");
            bounded.Allow(entry.Length + Limits.PackageHeaderBytesMax);
            Write(entry, folder);
        }
        RequireEnd(bounded);
        if (written != unpackedBytes)
            throw new InvalidDataException($"its files have {written} bytes, where {unpackedBytes} are signed");
    }

    private static void RequireEnd(BudgetStream rest)
    {
        rest.Allow(Limits.PackagePaddingBytesMax);
        var buffer = new byte[4096];
        int count;
        while ((count = rest.Read(buffer)) > 0)
        {
            if (buffer.AsSpan(0, count).ContainsAnyExcept((byte)0))
                throw new InvalidDataException("data follows the end of the archive");
        }
    }

    private static void Write(TarEntry entry, string folder)
    {
        var path = Path.Combine(folder, entry.Name);
        AtomicFile.CreateDirectory(Path.GetDirectoryName(path)!);
        using var output = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = AtomicFile.Private, BufferSize = 0,
        });
        entry.DataStream?.CopyTo(output);
        if (output.Length != entry.Length) throw new EndOfStreamException($"'{entry.Name}' ends early");
        var mode = (entry.Mode & AnyExecute) != 0 ? AtomicFile.Executable : AtomicFile.Public;
        File.SetUnixFileMode(output.SafeFileHandle, mode);
    }
}
