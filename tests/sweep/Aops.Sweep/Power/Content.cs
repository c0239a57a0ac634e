using System.Security.Cryptography;

namespace Aops.Sweep.Power;

/// <summary>Bytes of a file at one moment; they do not change.</summary>
public sealed class Content(ReadOnlyMemory<byte> bytes)
{
    private string? _hash;
    private Content? _half;
    private Content? _zeros;

    /// <summary>No bytes.</summary>
    public static Content Empty { get; } = new(ReadOnlyMemory<byte>.Empty);

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>Their SHA-256, in hexadecimal.</summary>
    public string Hash => _hash ??= Convert.ToHexStringLower(SHA256.HashData(bytes.Span));

    /// <summary>The first half: what a write that was under way may leave.</summary>
    public Content Half() => _half ??= new(bytes[..(bytes.Length / 2)]);

    /// <summary>As long, and nothing but zeros: the length is on the disk and the data are not.</summary>
    public Content Zeros() => _zeros ??= new(new byte[bytes.Length]);
}
