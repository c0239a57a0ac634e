using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Problems;

/// <summary>
/// Reads what is left of a small body before a request is refused. Over HTTP/2 an answer that comes first ends the stream, and a
/// body that arrives some seconds later, as on a busy machine, is an error of the whole connection: the requests of every
/// client that shares it, as behind a proxy, lose their answers.
/// </summary>
internal static class UnreadBody
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>Reads it to its end, if that is near.</summary>
    public static async ValueTask DropAsync(HttpContext context)
    {
        var request = context.Request;
        var isSmall = request.ContentLength is > 0 and <= ServerLimits.SmallBodyBytesMax;
        if (!isSmall || !HttpProtocol.IsHttp2(request.Protocol)) return;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(Longest);
        try
        {
            ReadResult read;
            do
            {
                read = await request.BodyReader.ReadAsync(deadline.Token);
                request.BodyReader.AdvanceTo(read.Buffer.End);
            }
            while (!read.IsCompleted);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            // It is too slow, or gone; or its handler has read it, or a part of it, by itself.
        }
    }
}
