using System.Collections.Concurrent;
using System.Globalization;
using Aops.Server.Measures;
using Aops.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Metrics;

/// <summary>What the server counts while it works; it begins with 0 at each start.</summary>
internal sealed class ServerMetrics(TimeProvider clock)
{
    private readonly ConcurrentDictionary<(Caller Caller, int Hundreds), Counter> _requests = new();

    /// <summary>How long requests of operators took.</summary>
    public Histogram OperatorSeconds { get; } = new();

    /// <summary>How long it took from a heartbeat to its storage; the time that it is held is not in it.</summary>
    public Histogram HeartbeatSeconds { get; } = new();

    /// <summary>Requests by who sent them and by the first digit of the status.</summary>
    public IEnumerable<(string Caller, string Code, long Count)> Requests =>
        _requests.Select(each => (NameOf(each.Key.Caller), CodeOf(each.Key.Hundreds), each.Value.Value)).Order();

    /// <summary>Counts a request to its end.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var begun = clock.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var caller = CallerOf(context);
            if (caller == Caller.Operator) OperatorSeconds.Observe(clock.GetElapsedTime(begun));
            _requests.GetOrAdd((caller, context.Response.StatusCode / 100), static _ => new Counter()).Add();
        }
    }

    private static Caller CallerOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<EndpointAccess>()?.Caller ?? EndpointAccess.Open.Caller;

    private static string NameOf(Caller caller) =>
        caller == EndpointAccess.Open.Caller ? "open" : caller.ToString().ToLowerInvariant();

    private static string CodeOf(int hundreds) => string.Create(CultureInfo.InvariantCulture, $"{hundreds}xx");
}
