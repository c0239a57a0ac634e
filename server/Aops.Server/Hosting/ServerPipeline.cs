using Aops.Server.Problems;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Hosting;

/// <summary>What every request passes through before its endpoint.</summary>
internal static class ServerPipeline
{
    private const string TransportSecurity = "max-age=31536000";

    public static void UseMiddleware(
        this WebApplication web, RequestGate gate, ILoggerFactory logs, TimeProvider clock)
    {
        var log = logs.CreateLogger<ProblemMiddleware>();
        var limiter = new LogLimiter(clock);
        web.Use(next => context =>
        {
            // An error clears what was set before it; these are set when the answer begins.
            context.Response.OnStarting(SetHeaders, context.Response.Headers);
            return next(context);
        });
        web.Use(next => new ProblemMiddleware(next, limiter, log).InvokeAsync);
        web.UseRouting();
        web.Use(next => context => gate.InvokeAsync(context, next));
    }

    private static Task SetHeaders(object state)
    {
        var headers = (IHeaderDictionary)state;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        // RFC 6797: a browser that was here once comes by HTTPS alone from now on, and takes no other certificate.
        headers.StrictTransportSecurity = TransportSecurity;
        return Task.CompletedTask;
    }
}
