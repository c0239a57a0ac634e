using System.Text.Json;
using Aops.LogTail.Records;
using Aops.Native.Files;

namespace Aops.LogTail.Spooling;

/// <summary>
/// How far the stream was delivered, and what of it was dropped. It is written to the disk at most twice a second
/// (temporary file, fsync, rename): after a crash up to 0.5 s of lines is sent again, with the same numbers.
/// </summary>
internal sealed class Delivery
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly TimeProvider _clock;
    private Checkpoint _now;
    private Checkpoint? _saved;
    private DateTimeOffset _savedAt;

    private Delivery(string path, TimeProvider clock, Checkpoint now, Checkpoint? saved) =>
        (_path, _clock, _now, _saved) = (path, clock, now, saved);

    /// <summary>Why the checkpoint could not be written; null if it could.</summary>
    internal string? Fault { get; private set; }

    internal Checkpoint Now
    {
        get
        {
            lock (_gate) return _now;
        }
    }

    /// <summary>Reads the checkpoint of a stream.</summary>
    /// <param name="first">Where it begins if there is none, or that of another stream.</param>
    internal static Delivery Open(string path, string stream, long first, TimeProvider clock)
    {
        try
        {
            if (JsonSerializer.Deserialize(File.ReadAllBytes(path), CheckpointJson.Default.Checkpoint) is { } known
                && known.Stream == stream)
            {
                return new Delivery(path, clock, known, known);
            }
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is JsonException)
        {
            // None yet, or damaged: what the spool holds is sent again, and receivers know the numbers.
        }
        return new Delivery(path, clock, new Checkpoint { Stream = stream, Next = first }, saved: null);
    }

    /// <summary>A batch was acknowledged.</summary>
    internal void Sent(SpoolBatch batch)
    {
        lock (_gate)
        {
            _now = _now with
            {
                Next = batch.LastSeq + 1,
                SentLines = _now.SentLines + batch.Lines,
                SentBytes = _now.SentBytes + batch.Bytes.Length,
                SentBatches = _now.SentBatches + 1,
            };
        }
        SaveIfDue();
    }

    /// <summary>The sink has all lines up to this number already, of before a crash.</summary>
    internal void Has(long lastSeq)
    {
        lock (_gate)
            _now = _now with { Next = lastSeq + 1, SentLines = _now.SentLines + lastSeq + 1 - _now.Next };
        Save();
    }

    /// <summary>Lines of the stream will not be delivered.</summary>
    /// <param name="moveTo">First number that is still to be delivered; null if the lines lie behind others that are.</param>
    internal void Dropped(string reason, long firstSeq, long lines, long bytes, long? moveTo, long droppingBase = 0)
    {
        lock (_gate)
        {
            var at = _clock.GetUtcNow();
            var dropped = new Dictionary<string, long>(_now.Dropped);
            dropped[reason] = dropped.GetValueOrDefault(reason) + lines;
            var untold = new Dictionary<string, PendingDrop>(_now.Untold);
            var id = _now.LastDropId;
            untold[reason] = untold.TryGetValue(reason, out var earlier)
                ? earlier with
                {
                    Lines = earlier.Lines + lines, Bytes = earlier.Bytes + bytes, To = at,
                    LastSeq = firstSeq + lines - 1,
                }
                : new PendingDrop(++id, reason, lines, bytes, at, at, firstSeq, firstSeq + lines - 1);
            _now = _now with
            {
                Dropped = dropped, Untold = untold, LastDropId = id, Next = Math.Max(_now.Next, moveTo ?? 0),
                DroppingBase = droppingBase,
            };
        }
        Save();
    }

    /// <summary>The segment that was counted is gone.</summary>
    internal void DroppingEnded()
    {
        lock (_gate) _now = _now with { DroppingBase = 0 };
    }

    /// <summary>The stream holds the notices of these drops now; what was dropped since keeps a notice of its own.</summary>
    internal void Told(IReadOnlyCollection<PendingDrop> notices)
    {
        lock (_gate)
        {
            var untold = new Dictionary<string, PendingDrop>(_now.Untold);
            var id = _now.LastDropId;
            foreach (var notice in notices)
            {
                if (!untold.TryGetValue(notice.Reason, out var pending)) continue;
                if (pending == notice) untold.Remove(notice.Reason);
                else
                {
                    untold[notice.Reason] = pending with
                    {
                        Id = ++id, Lines = pending.Lines - notice.Lines, Bytes = pending.Bytes - notice.Bytes,
                        From = notice.To, FirstSeq = notice.LastSeq + 1,
                    };
                }
            }
            _now = _now with { Untold = untold, LastDropId = id };
        }
        Save();
    }

    internal void SaveIfDue()
    {
        if (_clock.GetUtcNow() - _savedAt >= SaveEvery) Save();
    }

    /// <summary>Writes what changed; a full disk is a fault that is told, and the next change tries again.</summary>
    internal void Save()
    {
        lock (_gate)
        {
            _savedAt = _clock.GetUtcNow();
            if (ReferenceEquals(_now, _saved)) return;
            try
            {
                AtomicFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(_now, CheckpointJson.Default.Checkpoint));
                (_saved, Fault) = (_now, null);
            }
            catch (Exception e) when (FileFaults.IsFileFault(e))
            {
                Fault = $"{_path} cannot be written: {e.Message}; after a restart lines are sent again that were sent";
            }
        }
    }
}
