using Aops.Native.Files;
using Aops.Runs;

namespace Aops.Launch.Runs;

/// <summary>
/// Writes <c>end.json</c>, also on a disk that the run itself has filled: into a file whose blocks were taken before.
/// </summary>
/// <param name="folder">The run.</param>
/// <param name="say">Told why it cannot be written.</param>
internal sealed class RunEndFile(RunFolder folder, Action<string> say)
{
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(5);

    // A disk that is read-only for good must not leave keepers behind.
    private static readonly TimeSpan RetryTime = TimeSpan.FromMinutes(10);

    /// <summary>Takes the blocks.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public static void Reserve(RunFolder folder)
    {
        Span<byte> blanks = stackalloc byte[RunEnd.TextBytesMax];
        blanks.Fill((byte)' ');
        AtomicFile.Write(folder.EndReserve, blanks);
    }

    /// <summary>Writes the end durably; tries again for a while.</summary>
    /// <returns>Whether it is written.</returns>
    public bool Write(RunEnd end)
    {
        var content = end.ToBytes();
        for (var waited = TimeSpan.Zero; ; waited += RetryPeriod)
        {
            try
            {
                if (File.Exists(folder.EndReserve)) WriteOver(content);
                else AtomicFile.Write(folder.End, content);
                return true;
            }
            catch (Exception e) when (FileFaults.IsFileFault(e))
            {
                // The suite was removed meanwhile.
                if (!Directory.Exists(folder.Path)) return false;
                if (waited == TimeSpan.Zero)
                    say($"how the run ended cannot be noted: {e.Message}; tried again for {RetryTime.TotalMinutes:0} min");
                if (waited >= RetryTime) return false;
                Thread.Sleep(RetryPeriod);
            }
        }
    }

    // The blanks that stay behind the record are no part of it.
    private void WriteOver(byte[] content)
    {
        using (var file = File.OpenHandle(folder.EndReserve, FileMode.Open, FileAccess.Write))
        {
            RandomAccess.Write(file, content, 0);
            RandomAccess.FlushToDisk(file);
        }
        AtomicFile.Rename(folder.EndReserve, folder.End);
    }
}
