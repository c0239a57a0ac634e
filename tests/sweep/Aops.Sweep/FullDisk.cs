using Aops.Harness;

namespace Aops.Sweep;

/// <summary>A small file system for one root (tmpfs), which can be filled to the last block.</summary>
public sealed class FullDisk : IAsyncDisposable
{
    private const int SizeMegabytes = 192;

    private readonly string _folder;

    private FullDisk(string folder) => _folder = folder;

    private string Filler => Path.Combine(_folder, "filler");

    /// <summary>Mounts it.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <returns>The file system; null where this user may not mount one.</returns>
    public static async Task<FullDisk?> TryMountAsync(string folder, CancellationToken cancellationToken)
    {
        var result = await Command.RunAsync(
            "mount", ["-t", "tmpfs", "-o", $"size={SizeMegabytes}m,mode=755", "tmpfs", folder], cancellationToken);
        return result.ExitCode == 0 ? new FullDisk(folder) : null;
    }

    /// <summary>Fills it.</summary>
    public void Fill()
    {
        var piece = new byte[64 * 1024];
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true) file.Write(piece);
        }
        catch (IOException)
        {
            // Full but for what is less than a piece.
        }
        try
        {
            while (true) file.Write(piece, 0, 1);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Makes room again.</summary>
    public void Free() => File.Delete(Filler);

    /// <summary>Unmounts it.</summary>
    public async ValueTask DisposeAsync() =>
        await Command.RunAsync("umount", ["--lazy", _folder], CancellationToken.None);
}
