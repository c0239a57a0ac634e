using System.Globalization;
using System.Text;
using System.Text.Json;
using Aops.LogTail.Settings;
using Aops.LogTail.Spooling;
using Aops.Native.Files;
using Microsoft.Win32.SafeHandles;

namespace Aops.LogTail.Sinks;

/// <summary>
/// Appends batches to a file of JSON lines. The first line of each file names the stream; a start reads the number of
/// the last line and goes on behind it, so that a line is in the files once, also after a crash.
/// </summary>
internal sealed class FileSink : ISink
{
    private const int TailBytesMax = 8 * 1024 * 1024;

    private readonly FileSinkSettings _settings;
    private SafeFileHandle? _file;
    private string? _stream;
    private long _length;

    internal FileSink(FileSinkSettings settings) => _settings = settings;

    public string Target => _settings.Path;

    public int BatchLinesMax => SettingBounds.BatchLinesDefault;

    public int BatchBytesMax => SettingBounds.BatchBytesDefault;

    public TimeSpan Linger => TimeSpan.Zero;

    public long FindLast(string stream)
    {
        foreach (var path in new[] { _settings.Path, Numbered(1) })
        {
            if (ReadStream(path) == stream && LastSeq(path) is > 0 and var last) return last;
        }
        return 0;
    }

    public Task<SinkOutcome> SendAsync(SpoolBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            Open(batch);
            RandomAccess.Write(_file!, batch.Bytes.Span, _length);
            if (_settings.Syncs) RandomAccess.FlushToDisk(_file!);
            _length += batch.Bytes.Length;
            return Task.FromResult<SinkOutcome>(new SinkOutcome.Sent());
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            CutBack();
            return Task.FromResult<SinkOutcome>(new SinkOutcome.Failed(e.Message));
        }
    }

    public void Dispose() => _file?.Dispose();

    private void Open(SpoolBatch batch)
    {
        if (_file is null && File.Exists(_settings.Path)) OpenFile();
        var isFull = _length + batch.Bytes.Length > _settings.BytesMax;
        if (_file is not null && (isFull || _stream != batch.Stream)) Rotate();
        if (_file is null) Begin(batch.Stream);
    }

    private void OpenFile()
    {
        _file = File.OpenHandle(
            _settings.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        _stream = ReadStream(_settings.Path);
        // A line without an end is the rest of a write that was broken off.
        _length = EndOfLines(_file);
        RandomAccess.SetLength(_file, _length);
    }

    private void Begin(string stream)
    {
        AtomicFile.CreateDirectory(Path.GetDirectoryName(_settings.Path)!);
        _file = File.OpenHandle(
            _settings.Path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        File.SetUnixFileMode(_file, AtomicFile.Log);
        (_stream, _length) = (stream, 0);
        var head = Encoding.UTF8.GetBytes($"{{\"stream\":\"{stream}\"}}\n");
        RandomAccess.Write(_file, head, 0);
        _length = head.Length;
        if (_settings.Syncs) AtomicFile.SyncDirectory(Path.GetDirectoryName(_settings.Path)!);
    }

    private void Rotate()
    {
        _file?.Dispose();
        _file = null;
        File.Delete(Numbered(_settings.FilesMax - 1));
        for (var i = _settings.FilesMax - 2; i >= 1; i--)
        {
            if (File.Exists(Numbered(i))) File.Move(Numbered(i), Numbered(i + 1));
        }
        if (_settings.FilesMax > 1) File.Move(_settings.Path, Numbered(1));
        else File.Delete(_settings.Path);
    }

    // What was written of a batch that failed would stand in the way of the next try.
    private void CutBack()
    {
        try
        {
            if (_file is not null) RandomAccess.SetLength(_file, _length);
        }
        catch (IOException)
        {
            // The next start cuts it.
        }
        _file?.Dispose();
        _file = null;
    }

    private string Numbered(int number) => string.Create(CultureInfo.InvariantCulture, $"{_settings.Path}.{number}");

    private static string? ReadStream(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadLines(path).FirstOrDefault() ?? "");
            return document.RootElement.TryGetProperty("stream", out var stream) ? stream.GetString() : null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static long EndOfLines(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        var tail = Tail(file, length);
        return length - (tail.Length - 1 - tail.AsSpan().LastIndexOf((byte)'\n'));
    }

    private static long? LastSeq(string path)
    {
        try
        {
            using var file = File.OpenHandle(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var tail = Tail(file, RandomAccess.GetLength(file)).AsSpan();
            tail = tail[..(tail.LastIndexOf((byte)'\n') + 1)];
            if (tail.IsEmpty) return null;
            var line = tail[..^1];
            using var document = JsonDocument.Parse(line[(line.LastIndexOf((byte)'\n') + 1)..].ToArray());
            return document.RootElement.TryGetProperty("seq", out var seq) ? seq.GetInt64() : null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is JsonException)
        {
            return null;
        }
    }

    private static byte[] Tail(SafeFileHandle file, long length)
    {
        var tail = new byte[Math.Min(length, TailBytesMax)];
        RandomAccess.Read(file, tail, length - tail.Length);
        return tail;
    }
}
