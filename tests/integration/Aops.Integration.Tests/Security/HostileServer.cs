using System.Net;
using System.Text.Json.Nodes;
using Aops.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Aops.Integration.Tests.Security;

/// <summary>
/// A server in the hands of an attacker who holds the data folder of the true one: it shows a certificate that hosts
/// accept, and answers what the test says. It has no key of the signed repository.
/// </summary>
public sealed class HostileServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _heartbeats;

    private HostileServer(WebApplication application, Uri url) => (_application, Url) = (application, url);

    /// <summary>Where it answers.</summary>
    public Uri Url { get; }

    /// <summary>How many heartbeats it has answered.</summary>
    public int Heartbeats => Volatile.Read(ref _heartbeats);

    /// <summary>Starts one.</summary>
    /// <param name="data">Data folder of the true server.</param>
    /// <param name="port">Port of the loopback address; that of the true server where it was stopped, or 0 for a free one.</param>
    /// <param name="answer">Body of the answer to a heartbeat, from the body of the request.</param>
    /// <param name="other">Answers every other request; null for 404.</param>
    /// <param name="status">Status of the answer to a heartbeat; null for 200.</param>
    public static async Task<HostileServer> StartAsync(
        string data, int port, Func<JsonObject, string> answer, RequestDelegate? other = null, Func<int>? status = null)
    {
        var chosen = port == 0 ? FreePort.Find() : port;
        var certificate = HostileCertificate.Make(data);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, chosen, listen => listen.UseHttps(certificate)));
        var application = builder.Build();
        var server = new HostileServer(application, new Uri($"https://127.0.0.1:{chosen}"));
        application.MapPost("/api/agents/heartbeat", async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = JsonNode.Parse(await reader.ReadToEndAsync())!.AsObject();
            Interlocked.Increment(ref server._heartbeats);
            context.Response.StatusCode = status?.Invoke() ?? StatusCodes.Status200OK;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer(body));
        });
        if (other is not null) application.MapFallback("{*path}", other);
        await application.StartAsync();
        return server;
    }

    /// <summary>The body of an answer that the true server could have given.</summary>
    /// <param name="desired">The desired state, as JSON; null for none.</param>
    /// <param name="more">Further members, as JSON, each after a comma.</param>
    public static string Reply(string? desired = null, string more = "") =>
        $$"""{"schema":1,"serverTime":"{{DateTimeOffset.UtcNow:O}}","desired":{{desired ?? "null"}},"commands":[]{{more}}}""";

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(limit.Token);
        await _application.DisposeAsync();
    }
}
