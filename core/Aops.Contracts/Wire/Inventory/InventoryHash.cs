using System.Security.Cryptography;

namespace Aops.Contracts.Wire.Inventory;

/// <summary>Name of a section's content: its SHA-256 in 64 lower-case hexadecimal digits.</summary>
public static class InventoryHash
{
    private const int Digits = 2 * SHA256.HashSizeInBytes;

    /// <summary>The hash of a content.</summary>
    /// <param name="content">The bytes as they travel.</param>
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Whether a text has the form of a hash.</summary>
    public static bool IsValid(string? text) =>
        text?.Length == Digits && text.All(digit => char.IsAsciiHexDigitLower(digit) || char.IsAsciiDigit(digit));
}
