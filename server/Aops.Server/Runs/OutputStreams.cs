using System.Runtime.CompilerServices;
using System.Text.Json;
using Aops.Server.Events;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Runs;

/// <summary>Sends output as server-sent events, to as many clients at once as may follow it.</summary>
internal sealed class OutputStreams(MergedFollower follower)
{
    /// <summary>A comment: a client that is gone is noticed by it.</summary>
    public const string Ping = ":\n\n";

    private int _streams;

    /// <summary>A message.</summary>
    /// <param name="kind">Its <c>event</c>.</param>
    /// <param name="json">What it says.</param>
    public static string Message(string kind, string json) => $"event: {kind}\ndata: {json}\n\n";

    /// <summary>The output of the hosts of a run as messages, as <see cref="MergedFollower.FollowAsync"/> has it.</summary>
    public async IAsyncEnumerable<string> FollowAsync(
        string runId, string? agentId, long tail, [EnumeratorCancellation] CancellationToken aborted)
    {
        await foreach (var piece in follower.FollowAsync(runId, agentId, tail, aborted))
        {
            yield return piece is null
                ? Ping
                : Message("log", JsonSerializer.Serialize(piece, LogJson.Default.MergedPiece));
        }
    }

    /// <summary>Sends messages until there are no more, or the client is gone.</summary>
    /// <exception cref="RequestFault">As many clients follow output as may.</exception>
    public async Task SendAsync(HttpContext context, IAsyncEnumerable<string> messages)
    {
        if (Interlocked.Increment(ref _streams) > FleetLimits.EventStreamsMax)
        {
            Interlocked.Decrement(ref _streams);
            throw new RequestFault(
                ProblemKinds.Busy($"{FleetLimits.EventStreamsMax} requests follow output."), FleetLimits.EventStreamPing);
        }
        try
        {
            await using var all = messages.GetAsyncEnumerator(context.RequestAborted);
            // Before the answer begins: what is refused is a problem.
            var isMore = await all.MoveNextAsync();
            context.Response.ContentType = EventStream.MediaType;
            context.Response.Headers.CacheControl = "no-store";
            for (; isMore; isMore = await all.MoveNextAsync())
            {
                await context.Response.WriteAsync(all.Current, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }
}
