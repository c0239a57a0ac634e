using Aops.Server.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Hosting;

/// <summary>What every request passes through before its endpoint.</summary>
internal static class ServerPipeline
{
    public static void UseMiddleware(this WebApplication web, ILoggerFactory logs, TimeProvider clock)
    {
        var log = logs.CreateLogger<ProblemMiddleware>();
        var limiter = new LogLimiter(clock);
        web.Use(next => new ProblemMiddleware(next, limiter, log).InvokeAsync);
        web.Use(next => context =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            return next(context);
        });
        web.UseRouting();
    }
}
