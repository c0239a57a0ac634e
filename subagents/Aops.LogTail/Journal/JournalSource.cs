using System.Text;
using Aops.LogTail.Lines;
using Aops.LogTail.Records;
using Aops.LogTail.Settings;

namespace Aops.LogTail.Journal;

/// <summary>The journal as a source. Its position is the cursor of the last entry that is in a chunk.</summary>
internal sealed class JournalSource : ISource
{
    private readonly SourceSettings _settings;
    private readonly SourceOutput _output;
    private readonly JournalChild _child;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private string? _cursor;

    internal JournalSource(
        SourceSettings settings, byte[] head, SourceState? earlier, TimeProvider clock, string program = "journalctl")
    {
        _settings = settings;
        _output = new SourceOutput(settings, head, earlier, clock);
        _cursor = earlier?.Cursor;
        State = _output.Counters with { Cursor = _cursor };
        _child = new JournalChild(program, settings.Journal!, settings.FromBeginning, clock);
        _running = Task.Run(() => _child.RunAsync(_cursor, _stop.Token));
    }

    public string Name => _settings.Name;

    public IReadOnlyList<string> Faults => [.. Sentences()];

    public int FilesOpen => 0;

    public long BytesBehind => 0;

    public SourceState State { get; private set; }

    public bool Read(Chunk chunk, bool isLast)
    {
        // A bug in it ends the program, which is started again.
        if (_running.IsFaulted) _running.GetAwaiter().GetResult();
        while (!chunk.IsFull && _child.Entries.TryPeek(out var entry))
        {
            if (_output.MustWait(entry.Message.Length)) break;
            _child.Entries.TryRead(out _);
            _cursor = entry.Cursor;
            if (!entry.IsPositionOnly) Add(chunk, entry);
        }
        _output.TellDrops(chunk, isLast);
        if (_output.IsChanged || State.Cursor != _cursor) Tell(chunk);
        return chunk.IsFull;
    }

    public void Dispose()
    {
        _stop.Cancel();
        // The child is killed by then; what failed was told.
        _running.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        _stop.Dispose();
    }

    private IEnumerable<string> Sentences()
    {
        if (_child.Fault is { } fault) yield return $"source '{Name}': {fault}";
        if (_child.Unreadable > 0) yield return $"source '{Name}': {_child.Unreadable} entries of the journal could not be read";
    }

    private void Tell(Chunk chunk)
    {
        State = _output.Counters with { Cursor = _cursor };
        chunk.Change(State);
        _output.Counted();
    }

    private void Add(Chunk chunk, JournalEntry entry)
    {
        ReadOnlySpan<byte> message = entry.Message;
        if (message.Length > _settings.LineBytesMax) _output.Split();
        for (var part = 1; ; part++)
        {
            var length = Math.Min(message.Length, _settings.LineBytesMax);
            var isSplit = entry.Message.Length > _settings.LineBytesMax;
            if (_output.Begin(chunk, entry.Time, length) is { } writer)
            {
                Member(writer, "unit"u8, entry.Unit);
                Member(writer, "identifier"u8, entry.Identifier);
                Member(writer, "pid"u8, entry.Pid);
                Member(writer, "priority"u8, entry.Priority);
                if (isSplit) writer.Member("part"u8, part);
                writer.Member("message"u8, message[..length]);
                chunk.End();
            }
            message = message[length..];
            if (message.IsEmpty) return;
        }
    }

    private static void Member(RecordWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null) writer.Member(name, Encoding.UTF8.GetBytes(text));
    }
}
