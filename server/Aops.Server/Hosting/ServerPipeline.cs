using Aops.Server.Http;
using Aops.Server.Idempotency;
using Aops.Server.Metrics;
using Aops.Server.People;
using Aops.Server.Problems;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Hosting;

/// <summary>Middleware that every request passes before its endpoint.</summary>
internal static class ServerPipeline
{
    private const string RequestIdHeader = "x-request-id";
    private const string TransportSecurity = "max-age=31536000";

    public static void UseMiddleware(
        this WebApplication web, RequestGate gate, IdempotencyGate idempotency, ApprovalGate approvals,
        ServerMetrics metrics,
        ILoggerFactory logs, TimeProvider clock)
    {
        var log = logs.CreateLogger<ProblemMiddleware>();
        var limiter = new LogLimiter(clock);
        web.Use(next => context =>
        {
            // An error response clears headers that were set before; these are set when the response
            // starts.
            context.Response.OnStarting(SetHeaders, context);
            return next(context);
        });
        web.Use(next => context => metrics.InvokeAsync(context, next));
        web.Use(next => new ProblemMiddleware(next, limiter, log).InvokeAsync);
        web.UseRouting();
        web.Use(next => context => gate.InvokeAsync(context, next));
        web.Use(next => context =>
        {
            if (context.Admission().Operator is not null) QueryGate.Check(context);
            return idempotency.InvokeAsync(context, next);
        });
        web.Use(next => context => approvals.InvokeAsync(context, next));
    }

    private static Task SetHeaders(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers[RequestIdHeader] = context.TraceIdentifier;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        // RFC 6797: a browser that has connected once uses HTTPS only from then on, and accepts no other
        // certificate.
        headers.StrictTransportSecurity = TransportSecurity;
        return Task.CompletedTask;
    }
}
