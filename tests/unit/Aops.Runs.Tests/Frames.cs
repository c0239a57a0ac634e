using System.Text;
using Aops.Contracts.Wire.Runs;
using Aops.Runs.Output;

namespace Aops.Runs.Tests;

/// <summary>Takes frames apart.</summary>
internal static class Frames
{
    /// <summary>The frames of a piece, which must be whole.</summary>
    public static List<(OutputStream Stream, byte[] Content)> Of(ReadOnlySpan<byte> bytes)
    {
        var frames = new List<(OutputStream, byte[])>();
        while (!bytes.IsEmpty)
        {
            var header = Assert.NotNull(FrameHeader.TryRead(bytes));
            frames.Add((header.Stream, bytes.Slice(FrameHeader.Bytes, header.Length).ToArray()));
            bytes = bytes[header.FrameBytes..];
        }
        return frames;
    }

    /// <summary>The content of all frames of a piece as text.</summary>
    public static string Text(SpoolPiece piece) =>
        string.Concat(Of(piece.Content).Select(f => Encoding.UTF8.GetString(f.Content)));
}
