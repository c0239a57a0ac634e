using System.Text;

namespace Aops.Sweep;

/// <summary>One file of a root that is damaged while both members are dead.</summary>
/// <param name="Phase">The phase of the upgrade, for reports.</param>
/// <param name="Point">Where both members are killed.</param>
/// <param name="File">The file, below the root.</param>
/// <param name="Kind">How it is damaged.</param>
public sealed record Damage(string Phase, CrashPoint Point, string File, DamageKind Kind)
{
    private const int NoiseBytesMin = 64;

    /// <summary>Does it.</summary>
    /// <returns>Whether the file is there in this phase.</returns>
    public bool Apply(string root)
    {
        var path = Path.Combine(root, File);
        if (!System.IO.File.Exists(path)) return false;
        var content = System.IO.File.ReadAllBytes(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        switch (Kind)
        {
            case DamageKind.Empty:
                file.SetLength(0);
                break;
            case DamageKind.Half:
                // Of its text: the journal is padded, so half of the file may hold all of it.
                file.SetLength(content.AsSpan().TrimEnd(" \n"u8).Length / 2);
                break;
            default:
                var noise = new byte[Math.Max(content.Length, NoiseBytesMin)];
                new Random(Encoding.UTF8.GetByteCount(ToString())).NextBytes(noise);
                file.Write(noise);
                break;
        }
        return true;
    }
}
