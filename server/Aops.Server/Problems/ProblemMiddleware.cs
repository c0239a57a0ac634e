using System.Globalization;
using Aops.Contracts.Wire;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Problems;

/// <summary>Makes every error a problem: what handlers throw, and what routing answers without a body.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
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
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            if (exception is RequestFault { RetryAfter: { } wait })
            {
                context.Response.Headers.RetryAfter =
                    Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            }
            await context.ProblemAsync(Describe(context, exception));
            return;
        }
        if (context.Response is { StatusCode: >= 400, HasStarted: false, ContentType: null })
            await context.ProblemAsync(DescribeStatus(context));
    }

    private Problem Describe(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case RequestFault fault:
                return fault.Problem;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return ProblemKinds.Make(413, "too-large", "The body is too large", exception.Message);
            case BadHttpRequestException bad:
                return ProblemKinds.Make(bad.StatusCode, "bad-request", "The request is malformed", bad.Message);
            case StoreException:
                LogStorage(context.Request.Method, context.Request.Path, exception.Message);
                return ProblemKinds.StorageFailed;
            default:
                LogFailure(exception, context.Request.Method, context.Request.Path);
                return ProblemKinds.Internal;
        }
    }

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

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed; the client was answered 500")]
    private partial void LogFailure(Exception exception, string method, PathString path);

    [LoggerMessage(LogLevel.Error, "{Method} {Path}: {Fault}; the client was answered 503 and tries again")]
    private partial void LogStorage(string method, PathString path, string fault);
}
