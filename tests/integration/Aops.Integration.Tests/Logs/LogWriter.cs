using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Aops.Integration.Tests.Logs;

/// <summary>
/// A program that logs: numbered lines at a rate, and a rotation now and then between two lines, so that what is lost
/// is lost by the reader.
/// </summary>
/// <param name="path">The log.</param>
/// <param name="name">Begins each line, before its number.</param>
internal sealed class LogWriter(string path, string name, int linesPerSecond, TimeSpan rotateEvery, Action<string>? rotate)
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(20);

    /// <summary>Lines written so far.</summary>
    public int Written { get; private set; }

    /// <summary>Rotations so far.</summary>
    public int Rotations { get; private set; }

    /// <summary>Renames the log; the next line begins another.</summary>
    public static void Rename(string path) => File.Move(path, NextFree(path));

    /// <summary>Copies the log and empties it, as <c>copytruncate</c> of logrotate does.</summary>
    public static void CopyAndTruncate(string path)
    {
        File.Copy(path, NextFree(path));
        using var file = new FileStream(path, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite);
    }

    /// <summary>Writes for a time.</summary>
    public async Task RunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var rotated = began;
        for (var elapsed = TimeSpan.Zero; elapsed < time; elapsed = Stopwatch.GetElapsedTime(began))
        {
            Write((int)(elapsed.TotalSeconds * linesPerSecond) - Written);
            if (rotate is not null && Stopwatch.GetElapsedTime(rotated) >= rotateEvery)
            {
                rotate(path);
                Rotations++;
                rotated = Stopwatch.GetTimestamp();
            }
            await Task.Delay(Slice, cancellationToken);
        }
        Write((int)(time.TotalSeconds * linesPerSecond) - Written);
    }

    private void Write(int lines)
    {
        if (lines <= 0) return;
        var text = new StringBuilder();
        for (var i = 0; i < lines; i++)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{name} {++Written} GET /api/v1/things?page=7 200 1234 \"Mozilla/5.0 (X11; Linux x86_64)\" 0.012\n");
        }
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static string NextFree(string path)
    {
        var number = 1;
        while (File.Exists($"{path}.{number}")) number++;
        return $"{path}.{number}";
    }
}
