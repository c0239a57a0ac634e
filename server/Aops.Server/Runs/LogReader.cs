using System.Text;
using Aops.Server.Runs.Output;

namespace Aops.Server.Runs;

/// <summary>Reads the output of one host piece by piece, and waits for what comes.</summary>
/// <param name="ending">Cancelled when the server ends.</param>
internal sealed class LogReader(
    RunStore store, OutputFolder outputs, RunNews news, TimeProvider clock, CancellationToken ending)
{
    private const int PieceBytesMax = 64 * 1024;

    // A host that has ended and sends nothing for so long is not waited for.
    private static readonly TimeSpan LateMax = TimeSpan.FromHours(1);

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>A piece; where there is none, once more after the wait or after something was stored.</summary>
    /// <param name="offset">Where it begins.</param>
    /// <param name="stream">The stream that is asked for; null for both.</param>
    /// <exception cref="Problems.RequestFault">No piece begins there, or the run was dropped.</exception>
    public async Task<LogPiece> ReadAsync(
        string runId, string agentId, long offset, byte? stream, TimeSpan wait, CancellationToken aborted)
    {
        var until = clock.GetUtcNow() + wait;
        using var listener = news.Listen(RunNews.KeyOf(runId, agentId));
        while (true)
        {
            // Subscribed before it is read, and the host before its file: what is final is whole.
            var next = listener.Next;
            var host = await store.FindHostAsync(runId, agentId, aborted)
                ?? throw RunProblems.NoSuchRunHost(runId, agentId);
            var piece = Read(runId, host, offset, stream);
            offset = piece.NewOffset;
            var left = until - clock.GetUtcNow();
            if (piece.LogType.Length > 0 || piece.IsFinal || left <= TimeSpan.Zero || ending.IsCancellationRequested)
                return piece;
            await NewsSignal.WaitAsync(next, left, clock, ending, aborted);
        }
    }

    /// <summary>The words of streams.</summary>
    public static IReadOnlyList<string> Streams { get; } = ["stdout", "stderr"];

    /// <summary>The number of a stream; null for null.</summary>
    public static byte? NumberOf(string? stream) => stream switch
    {
        null => null,
        "stdout" => OutputFrame.Out,
        _ => OutputFrame.Error,
    };

    /// <summary>Whether nothing more of a host's output is waited for.</summary>
    public bool IsOver(RunHostRecord host) =>
        host.HasWholeOutput || (host.EndedAt is { } ended && clock.GetUtcNow() - ended > LateMax);

    /// <summary>Bytes as text where they are UTF-8, else as base64; and which of both.</summary>
    public static (string Data, string Encoding) TextOf(byte[] bytes)
    {
        try
        {
            return (Strict.GetString(bytes), "utf-8");
        }
        catch (DecoderFallbackException)
        {
            return (Convert.ToBase64String(bytes), "base64");
        }
    }

    private LogPiece Read(string runId, RunHostRecord host, long offset, byte? stream)
    {
        using var output = outputs.Open(runId, host.AgentId);
        if (output is null)
        {
            // All of it was deleted to make room: wherever a reader was, nothing more follows.
            return host.OutputMissing > 0 ? Gone(host, offset)
                : offset == 0 ? Nothing(host, 0)
                : throw RunProblems.BadOffset;
        }
        var piece = output.Read(offset, stream, PieceBytesMax) ?? throw RunProblems.BadOffset;
        if (piece.Stream == 0) return Nothing(host, piece.End);
        var isOver = IsOver(host) && output.Read(piece.End, stream, 1) is { Stream: 0 };
        var isGap = piece.Stream is OutputFrame.Gap or OutputFrame.Skip;
        var (data, encoding) = isGap ? ("", "utf-8") : TextOf(piece.Content);
        return new LogPiece
        {
            LogData = data,
            LogEncoding = encoding,
            LogType = isGap ? "gap" : Streams[piece.Stream - OutputFrame.Out],
            LogTime = piece.At,
            MissingBytes = isGap ? OutputFrame.MissingIn(piece.Content) : null,
            NewOffset = piece.End,
            IsFinal = isOver,
            Result = LogResult.Of(host),
        };
    }

    private static LogPiece Gone(RunHostRecord host, long offset) => new()
    {
        LogData = "", LogEncoding = "utf-8", LogType = "gap", MissingBytes = host.OutputMissing, NewOffset = offset,
        IsFinal = true, Result = LogResult.Of(host),
    };

    private LogPiece Nothing(RunHostRecord host, long offset) => new()
    {
        LogData = "", LogEncoding = "utf-8", LogType = "", NewOffset = offset, IsFinal = IsOver(host),
        Result = LogResult.Of(host),
    };
}
