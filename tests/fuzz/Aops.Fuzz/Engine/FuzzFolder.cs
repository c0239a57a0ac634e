using System.Security.Cryptography;

namespace Aops.Fuzz.Engine;

/// <summary>Where inputs that show a fault are written: <c>artifacts/fuzz</c> of the tree.</summary>
internal static class FuzzFolder
{
    private const int HashChars = 16;

    /// <summary>The folder.</summary>
    public static string Path { get; } = System.IO.Path.Combine(
        Environment.GetEnvironmentVariable("AOPS_TREE") ?? Environment.CurrentDirectory, "artifacts/fuzz");

    /// <summary>Writes an input and returns its path.</summary>
    public static string Write(string target, byte[] input)
    {
        Directory.CreateDirectory(Path);
        var hash = Convert.ToHexStringLower(SHA256.HashData(input))[..HashChars];
        var path = System.IO.Path.Combine(Path, $"{target}-{hash}");
        File.WriteAllBytes(path, input);
        return path;
    }
}
