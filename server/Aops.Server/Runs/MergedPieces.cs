using System.Text;
using Aops.Server.Runs.Output;

namespace Aops.Server.Runs;

/// <summary>Makes pieces of a stream of several hosts.</summary>
internal static class MergedPieces
{
    private const int PieceCharsMax = 64 * 1024;

    /// <summary>The last one.</summary>
    public static MergedPiece Last { get; } =
        new() { Host = "", Hostname = "", LogData = "", LogType = "", IsFinal = true };

    /// <summary>Output before the first piece of a host is not sent.</summary>
    public static MergedPiece Earlier(RunHostRecord host, long bytes) => new()
    {
        Host = host.AgentId, Hostname = host.Hostname, LogData = "", LogType = "earlier", MissingBytes = bytes,
        IsFinal = false,
    };

    /// <summary>One frame.</summary>
    public static MergedPiece Of(RunHostRecord host, OutputFrame frame, byte[] content)
    {
        var (data, encoding) = frame.IsGap ? ("", "utf-8") : LogReader.TextOf(content);
        return new MergedPiece
        {
            Host = host.AgentId,
            Hostname = host.Hostname,
            LogData = data,
            LogType = frame.IsGap ? "gap" : LogReader.Streams[frame.Stream - OutputFrame.Out],
            LogEncoding = encoding,
            LogTime = frame.At,
            MissingBytes = frame.IsGap ? OutputFrame.MissingIn(content) : null,
            IsFinal = false,
        };
    }

    /// <summary>Joins pieces of text of one host and stream that follow one another.</summary>
    public static IReadOnlyList<MergedPiece> Join(IReadOnlyList<MergedPiece> pieces)
    {
        var joined = new List<MergedPiece>();
        for (var at = 0; at < pieces.Count;)
        {
            var (first, text) = (pieces[at], new StringBuilder(pieces[at].LogData));
            for (at++; at < pieces.Count && IsJoined(first, pieces[at]) && text.Length < PieceCharsMax; at++)
                text.Append(pieces[at].LogData);
            joined.Add(first with { LogData = text.ToString() });
        }
        return joined;
    }

    private static bool IsJoined(MergedPiece first, MergedPiece next) =>
        first.Host == next.Host && first.LogType == next.LogType && first.LogType is "stdout" or "stderr"
        && first.LogEncoding == "utf-8" && next.LogEncoding == "utf-8";
}
