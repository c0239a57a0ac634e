using System.Security.Cryptography;
using Aops.Native.Files;
using Aops.Releases.Packages;
using Microsoft.Win32.SafeHandles;

namespace Aops.Releases.Deltas;

/// <summary>
/// The files of a slot as one sequence of bytes, read from the disk when needed. Files are opened at their first
/// use; a file whose length differs from its manifest ends the reading.
/// </summary>
public sealed class SlotImage : IDisposable
{
    private readonly string _directory;
    private readonly List<Part> _parts = [];

    private SlotImage(string directory, PackageManifest manifest)
    {
        _directory = directory;
        foreach (var file in manifest.Files.Where(file => !file.IsLink && file.SizeBytes > 0))
        {
            _parts.Add(new Part(file.Path, LengthBytes, file.SizeBytes));
            LengthBytes += file.SizeBytes;
        }
    }

    /// <summary>Length of all files together, in bytes.</summary>
    public long LengthBytes { get; }

    /// <summary>Opens a slot.</summary>
    /// <param name="directory">The slot.</param>
    /// <param name="manifestSha256">What its manifest must be, or null for any.</param>
    /// <returns>Null if it is not there, or is not the slot that is meant.</returns>
    public static SlotImage? TryOpen(string directory, string? manifestSha256)
    {
        try
        {
            var bytes = File.ReadAllBytes(Path.Combine(directory, PackageManifest.FileName));
            return manifestSha256 is null || Convert.ToHexStringLower(SHA256.HashData(bytes)) == manifestSha256
                ? new SlotImage(directory, ManifestFileReader.Parse(bytes))
                : null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is PackageFault)
        {
            return null;
        }
    }

    /// <summary>Where a file begins, and its length; null if the slot has none of that name, or an empty one.</summary>
    /// <param name="path">Path below the slot.</param>
    public (long Start, long LengthBytes)? Find(string path) =>
        _parts.FirstOrDefault(part => part.Path == path) is { } found ? (found.Start, found.LengthBytes) : null;

    /// <summary>Reads bytes.</summary>
    /// <param name="offset">Where from.</param>
    /// <param name="buffer">Filled whole.</param>
    /// <exception cref="InvalidDataException">There are not so many bytes.</exception>
    public void Read(long offset, Span<byte> buffer)
    {
        if (buffer.Length == 0) return;
        if (offset < 0 || offset > LengthBytes - buffer.Length)
            throw new InvalidDataException($"the delta asks for bytes {offset} and on of {LengthBytes} of its base");
        while (buffer.Length > 0)
        {
            var part = PartAt(offset);
            var count = (int)Math.Min(buffer.Length, part.Start + part.LengthBytes - offset);
            var read = RandomAccess.Read(part.Open(_directory), buffer[..count], offset - part.Start);
            if (read == 0) throw new InvalidDataException($"{part.Path} of {_directory} is shorter than its manifest says");
            offset += read;
            buffer = buffer[read..];
        }
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (var part in _parts) part.Dispose();
    }

    private Part PartAt(long offset)
    {
        int low = 0, high = _parts.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_parts[middle].Start <= offset) low = middle;
            else high = middle - 1;
        }
        return _parts[low];
    }

    private sealed class Part(string path, long start, long lengthBytes) : IDisposable
    {
        private SafeFileHandle? _file;

        public string Path { get; } = path;

        public long Start { get; } = start;

        public long LengthBytes { get; } = lengthBytes;

        public SafeFileHandle Open(string directory) =>
            _file ??= File.OpenHandle(
                System.IO.Path.Combine(directory, Path), share: FileShare.ReadWrite | FileShare.Delete);

        public void Dispose() => _file?.Dispose();
    }
}
