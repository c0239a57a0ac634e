namespace Aops.Server.Runs.Output;

/// <summary>A piece of the output of a host.</summary>
/// <param name="Stream">One of the numbers of <see cref="OutputFrame"/>; 0 where there is nothing yet, or no more.</param>
/// <param name="At">When the host read its first byte.</param>
/// <param name="Content">Its bytes; of a gap the number of missing ones.</param>
/// <param name="End">Where the next piece begins.</param>
internal sealed record OutputPiece(byte Stream, DateTimeOffset At, byte[] Content, long End);
