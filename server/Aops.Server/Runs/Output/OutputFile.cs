using System.Buffers.Binary;
using Aops.Native.Files;
using Microsoft.Win32.SafeHandles;

namespace Aops.Server.Runs.Output;

/// <summary>
/// The file of one host's output: the frames as the host sent them, and how many bytes are missing between them. It only grows,
/// and is on the disk before its host is told how far it reaches. What a crash has left of a frame is cut off.
/// </summary>
/// <param name="path">The file; it may not be there yet.</param>
/// <param name="quotaBytes">Greatest length; what comes beyond it is counted as missing.</param>
internal sealed class OutputFile(string path, long quotaBytes)
{
    /// <summary>Reads what it holds, frame by frame, and cuts off what is not whole.</summary>
    public OutputState Load()
    {
        if (!File.Exists(path)) return OutputState.Nothing;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        var (length, scan) = (RandomAccess.GetLength(file), new OutputScan(file, 0));
        var state = OutputState.Nothing;
        while (scan.TryNext() is var (frame, position))
        {
            var missing = frame.IsGap ? ReadMissing(file, position) : 0;
            state = new OutputState(
                state.Received + (frame.Stream == OutputFrame.Skip ? missing : frame.Bytes), position + frame.Bytes,
                state.Missing + missing, frame.Stream == OutputFrame.Skip ? position : null);
        }
        if (state.Stored < length) RandomAccess.SetLength(file, state.Stored);
        return state;
    }

    /// <summary>Adds frames after what is there, flushed to the disk.</summary>
    /// <param name="state">What it holds.</param>
    /// <param name="missing">Bytes before the frames that the host does not have any more.</param>
    /// <param name="frames">Whole frames; may be empty.</param>
    /// <param name="microseconds">The time, for a frame that tells of missing bytes.</param>
    /// <returns>What it holds then.</returns>
    public OutputState Append(OutputState state, long missing, ReadOnlySpan<byte> frames, long microseconds)
    {
        var isNew = state.Stored == 0 && !File.Exists(path);
        using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        if (isNew) File.SetUnixFileMode(file, AtomicFile.Private);
        if (missing > 0) state = Skip(file, state, missing, microseconds);
        // A frame that tells of missing bytes always has room.
        var fitting = Fitting(frames, quotaBytes - OutputFrame.GapBytes - state.Stored);
        if (fitting > 0)
        {
            RandomAccess.Write(file, frames[..fitting], state.Stored);
            state = new OutputState(
                state.Received + fitting, state.Stored + fitting, state.Missing + MissingIn(frames[..fitting]), null);
        }
        if (fitting < frames.Length) state = Skip(file, state, frames.Length - fitting, microseconds);
        RandomAccess.FlushToDisk(file);
        if (isNew) AtomicFile.SyncDirectory(Path.GetDirectoryName(path)!);
        return state;
    }

    // Skipped bytes that follow one another are one frame.
    private static OutputState Skip(SafeFileHandle file, OutputState state, long missing, long microseconds)
    {
        if (state.TailSkip is { } tail)
        {
            var bytes = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, ReadMissing(file, tail) + missing);
            RandomAccess.Write(file, bytes, tail + OutputFrame.HeaderBytes);
            return state with { Received = state.Received + missing, Missing = state.Missing + missing };
        }
        RandomAccess.Write(file, OutputFrame.OfSkip(missing, microseconds), state.Stored);
        return new OutputState(
            state.Received + missing, state.Stored + OutputFrame.GapBytes, state.Missing + missing, state.Stored);
    }

    private static long ReadMissing(SafeFileHandle file, long position)
    {
        var content = new byte[sizeof(long)];
        RandomAccess.Read(file, content, position + OutputFrame.HeaderBytes);
        return OutputFrame.MissingIn(content);
    }

    private static int Fitting(ReadOnlySpan<byte> frames, long room)
    {
        var position = 0;
        while (OutputFrame.TryRead(frames[position..]) is { } frame && position + frame.Bytes <= room)
            position += frame.Bytes;
        return position;
    }

    private static long MissingIn(ReadOnlySpan<byte> frames)
    {
        var missing = 0L;
        for (var position = 0; OutputFrame.TryRead(frames[position..]) is { } frame; position += frame.Bytes)
            if (frame.IsGap) missing += OutputFrame.MissingIn(frames[(position + OutputFrame.HeaderBytes)..]);
        return missing;
    }
}
