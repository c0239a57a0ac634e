using System.Text;

namespace Aops.AgentService.Logs;

/// <summary>Reads the end of a log and follows it, across rotations.</summary>
/// <param name="find">Finds the file that is written to now; null if there is none.</param>
/// <param name="isUnread">Whether the reader of the output has gone; null for never.</param>
internal sealed class LogTail(Func<string?> find, Func<bool>? isUnread = null)
{
    private const int BlockBytes = 64 * 1024;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private string? _path;
    private long _position;

    /// <summary>Writes the last lines.</summary>
    /// <returns>Whether the log exists.</returns>
    internal bool WriteLast(int lines, TextWriter output)
    {
        _path = find();
        if (_path is null) return false;
        using var file = Open(_path);
        file.Position = FindStart(file, lines);
        Copy(file, output);
        return true;
    }

    /// <summary>Writes appended lines until cancelled.</summary>
    internal async Task FollowAsync(TextWriter output, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        while (isUnread?.Invoke() != true && await timer.WaitForNextTickAsync(cancellationToken))
        {
            var now = find();
            if (_path is not null) ReadOn(_path, output);
            if (now == _path || now is null) continue;
            (_path, _position) = (now, 0);
            ReadOn(_path, output);
        }
    }

    private void ReadOn(string path, TextWriter output)
    {
        try
        {
            using var file = Open(path);
            // Shorter than before: rotated or truncated, so all content is new.
            if (file.Length < _position) _position = 0;
            if (file.Length == _position) return;
            file.Position = _position;
            Copy(file, output);
        }
        catch (FileNotFoundException)
        {
            // Between the renames of a rotation.
        }
    }

    private void Copy(FileStream file, TextWriter output)
    {
        using var reader = new StreamReader(
            file, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, BlockBytes, leaveOpen: true);
        var block = new char[BlockBytes];
        int length;
        while ((length = reader.Read(block)) > 0) output.Write(block.AsSpan(0, length));
        output.Flush();
        _position = file.Position;
    }

    // Reads backwards in blocks, so that the cost does not depend on the length of the file.
    private static long FindStart(FileStream file, int lines)
    {
        var block = new byte[BlockBytes];
        var end = file.Length;
        if (lines == 0) return end;
        var found = 0;
        for (var position = end; position > 0;)
        {
            var length = (int)Math.Min(BlockBytes, position);
            position -= length;
            file.Position = position;
            file.ReadExactly(block, 0, length);
            for (var i = length - 1; i >= 0; i--)
            {
                // The newline at the end of the file begins no line.
                if (block[i] != '\n' || position + i == end - 1) continue;
                if (++found >= lines) return position + i + 1;
            }
        }
        return 0;
    }

    private static FileStream Open(string path) => new(
        path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
}
