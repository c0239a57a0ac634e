using System.Buffers;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Http;

/// <summary>
/// A body in one buffer, read within a limit and a deadline. Small buffers are pooled; a large one is left
/// to the garbage collector, since a pool would retain it.
/// </summary>
internal sealed class BodyReader : IDisposable
{
    private byte[] _buffer;
    private int _length;

    private BodyReader(int capacity) => _buffer = Rent(capacity);

    /// <summary>The bytes.</summary>
    public Memory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads a body to its end.</summary>
    /// <param name="bytesMax">Its bound; <see cref="HttpRequest.ContentLength"/>, where it is known, is within.</param>
    /// <exception cref="RequestFault">It is longer, or came too slowly.</exception>
    public static async Task<BodyReader> ReadAsync(
        HttpRequest request, int bytesMax, CancellationToken cancellationToken)
    {
        // One more byte than announced, so that the end is detected without another buffer.
        var expected = (int)Math.Min(request.ContentLength + 1 ?? Environment.SystemPageSize, bytesMax + 1);
        var body = new BodyReader(expected);
        if (body.TryTake(request, bytesMax)) return body;
        return await body.FillInTimeAsync(request, bytesMax, expected, cancellationToken);
    }

    public void Dispose()
    {
        if (_buffer.Length <= PooledMax) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    // The pool's next size above that of a small body.
    private static int PooledMax => 2 * ServerLimits.SmallBodyBytesMax;

    private static byte[] Rent(int bytes) => bytes <= PooledMax
        ? ArrayPool<byte>.Shared.Rent(bytes)
        : GC.AllocateUninitializedArray<byte>(bytes);

    // A short body has mostly come with its headers: it needs no wait, and so no deadline.
    private bool TryTake(HttpRequest request, int bytesMax)
    {
        if (request.ContentLength is not { } length || length > bytesMax || !request.BodyReader.TryRead(out var read))
            return false;
        var isWhole = read.Buffer.Length == length;
        if (isWhole)
        {
            read.Buffer.CopyTo(_buffer);
            _length = (int)length;
        }
        request.BodyReader.AdvanceTo(isWhole ? read.Buffer.End : read.Buffer.Start);
        return isWhole;
    }

    private async Task<BodyReader> FillInTimeAsync(
        HttpRequest request, int bytesMax, int expected, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(
            ServerLimits.BodyGrace + TimeSpan.FromSeconds((double)expected / ServerLimits.BodyBytesPerSecondMin));
        try
        {
            await FillAsync(request.Body, bytesMax, deadline.Token);
            return this;
        }
        catch (Exception e)
        {
            Dispose();
            if (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new RequestFault(ProblemKinds.TooSlow);
            throw;
        }
    }

    private async Task FillAsync(Stream stream, int bytesMax, CancellationToken cancellationToken)
    {
        while (await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken) is > 0 and var count)
        {
            _length += count;
            if (_length > bytesMax) throw new RequestFault(ProblemKinds.TooLarge(bytesMax));
            if (_length == _buffer.Length) Grow(bytesMax);
        }
    }

    private void Grow(int bytesMax)
    {
        var larger = Rent((int)Math.Min(2L * _length, bytesMax + 1L));
        Bytes.CopyTo(larger);
        var old = _buffer;
        _buffer = larger;
        if (old.Length <= PooledMax) ArrayPool<byte>.Shared.Return(old);
    }
}
