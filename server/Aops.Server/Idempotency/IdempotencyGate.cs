using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Security;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Idempotency;

/// <summary>
/// POSTs with the header <c>Idempotency-Key</c> are done at most once: the key is stored before the
/// request begins and the answer after it has ended, so that a server which died between the two says that it does not know,
/// and never does it twice.
/// </summary>
internal sealed class IdempotencyGate(IdempotencyStore store, TimeProvider clock)
{
    private const string Header = "Idempotency-Key";
    private const string Replayed = "Idempotency-Replayed";

    private readonly ConcurrentDictionary<(string Operator, string Key), bool> _running = new();

    /// <summary>Lets a request through, or answers it as it was answered before.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsPost(context.Request.Method)
            || context.GetEndpoint()?.Metadata.GetMetadata<ApiOperation>() is not { TakesKey: true }
            || !context.Request.Headers.TryGetValue(Header, out var header)
            || context.Admission().Operator is not { } sender)
        {
            await next(context);
            return;
        }
        var id = (sender.Actor.Id, Read(header));
        var hash = await HashAsync(context);
        if (!_running.TryAdd(id, true)) throw new RequestFault(IdempotencyProblems.Running, TimeSpan.FromSeconds(1));
        try
        {
            var found = await store.BeginAsync(id.Item1, id.Item2, hash, clock.GetUtcNow(), context.RequestAborted);
            if (found is null) await RunAsync(context, next, id.Item1, id.Item2);
            else await AnswerAgainAsync(context, found, hash);
        }
        finally
        {
            _running.TryRemove(id, out _);
        }
    }

    private async Task RunAsync(HttpContext context, RequestDelegate next, string operatorId, string key)
    {
        var body = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        try
        {
            await next(context);
        }
        catch (Exception exception) when (exception is RequestFault or StoreException { IsOutcomeKnown: true })
        {
            // Nothing was changed. Of any other fault that is not certain: the key stays without an answer.
            await store.ForgetAsync(operatorId, key);
            throw;
        }
        finally
        {
            context.Response.Body = body;
        }
        var (response, bytes) = (context.Response, answer.ToArray());
        await store.EndAsync(operatorId, key, new StoredAnswer(
            response.StatusCode, response.Headers.ETag, response.Headers.Location, context.StoredBody() ?? bytes));
        // An answer without content (204) takes no write, not even one of nothing.
        if (bytes.Length > 0) await body.WriteAsync(bytes, context.RequestAborted);
    }

    private static async Task AnswerAgainAsync(HttpContext context, IdempotencyRecord found, byte[] hash)
    {
        if (!found.RequestHash.AsSpan().SequenceEqual(hash)) throw new RequestFault(IdempotencyProblems.OtherRequest);
        if (found.Answer is not { } answer) throw new RequestFault(IdempotencyProblems.Unknown);
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.Headers.CacheControl = "no-store";
        response.Headers[Replayed] = "true";
        if (answer.ETag is { } tag) response.Headers.ETag = tag;
        if (answer.Location is { } location) response.Headers.Location = location;
        if (answer.Body.Length == 0) return;
        response.ContentType = "application/json";
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private static async Task<byte[]> HashAsync(HttpContext context)
    {
        var request = context.Request;
        var body = await context.BufferBodyAsync();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    private static string Read(Microsoft.Extensions.Primitives.StringValues header) =>
        header is [{ Length: > 0 and <= FleetLimits.IdempotencyKeyCharsMax } key] && key.All(c => c is > ' ' and <= '~')
            ? key
            : throw new RequestFault(IdempotencyProblems.BadKey);
}
