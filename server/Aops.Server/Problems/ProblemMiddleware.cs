using System.Globalization;
using Aops.Contracts.Wire;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Problems;

/// <summary>
/// Turns every error into a problem response: exceptions of handlers, and routing answers without a body.
/// Any client can cause errors at any rate, so the log reports each kind at intervals.
/// </summary>
internal sealed partial class ProblemMiddleware(
    RequestDelegate next, LogLimiter limiter, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return; // The client is gone; there is nobody to answer.
        }
        catch (IOException e) when (IsOfTheConnection(e) || IsOfTheConnection(e.InnerException))
        {
            return; // Its connection ended while its body was read.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            if (e is RequestFault { RetryAfter: { } wait })
            {
                context.Response.Headers.RetryAfter =
                    Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            }
            await context.ProblemAsync(Describe(context, e));
            return;
        }
        if (context.Response is { StatusCode: >= 400, HasStarted: false, ContentType: null })
            await context.ProblemAsync(DescribeStatus(context));
    }

    private static bool IsOfTheConnection(Exception? exception) =>
        exception is ConnectionAbortedException or ConnectionResetException;

    private Problem Describe(HttpContext context, Exception exception)
    {
        var (method, path) = (context.Request.Method, context.Request.Path);
        switch (exception)
        {
            case RequestFault fault:
                TellBadRequest(context, fault.Problem);
                return fault.Problem;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return ProblemKinds.Make(413, "too-large", "The body is too large", exception.Message);
            case BadHttpRequestException bad:
                var problem = ProblemKinds.Make(bad.StatusCode, "bad-request", "The request is malformed", bad.Message);
                TellBadRequest(context, problem);
                return problem;
            case StoreException storage:
                if (limiter.Admits(KindOf(context, exception), out var leftOut))
                    LogStorage(method, path, exception.Message, leftOut);
                return ProblemKinds.StorageFailed(storage);
            default:
                if (limiter.Admits(KindOf(context, exception), out leftOut))
                    LogFailure(exception, method, path, leftOut);
                return ProblemKinds.Internal;
        }
    }

    private void TellBadRequest(HttpContext context, Problem problem)
    {
        if (problem.Status == StatusCodes.Status400BadRequest
            && limiter.Admits(problem.Type ?? "", out var leftOut))
        {
            LogBadRequest(context.Request.Method, context.Request.Path, problem.Status, problem.Title, leftOut);
        }
    }

    // The number of endpoints and exception types is bounded; text of the client is not included.
    private static string KindOf(HttpContext context, Exception exception) =>
        $"{exception.GetType().Name} {context.GetEndpoint()?.DisplayName}";

    private static Problem DescribeStatus(HttpContext context)
    {
        var status = context.Response.StatusCode;
        var request = context.Request;
        return status switch
        {
            404 => ProblemKinds.NotFound("no-such-path", $"There is nothing at {request.Path}."),
            405 => ProblemKinds.Make(405, "method", "The method is not allowed here",
                $"{request.Path} takes {context.Response.Headers.Allow}, not {request.Method}."),
            _ => new Problem { Title = ReasonPhrases.GetReasonPhrase(status), Status = status },
        };
    }

    [LoggerMessage(3070, LogLevel.Information,
        "{Method} {Path} was answered {Status}: {Title} ({LeftOut} more of this kind since the last line)")]
    private partial void LogBadRequest(string method, PathString path, int status, string? title, long leftOut);

    [LoggerMessage(3071, LogLevel.Error,
        "{Method} {Path} failed; the client was answered 500 ({LeftOut} more of this kind since the last line)")]
    private partial void LogFailure(Exception exception, string method, PathString path, long leftOut);

    [LoggerMessage(3072, LogLevel.Error,
        "{Method} {Path}: {Fault}; the client was answered 503 and tries again ({LeftOut} more since the last line)")]
    private partial void LogStorage(string method, PathString path, string fault, long leftOut);
}
