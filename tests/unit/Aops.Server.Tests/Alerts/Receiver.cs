using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Tests.Alerts;

/// <summary>A receiver of webhooks: a real HTTP server on a free loopback port, which answers as a test says.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly TaskCompletionSource _end = new();

    private Receiver(WebApplication web) => _web = web;

    /// <summary>The status of its answers; it never answers where it is null.</summary>
    public int? Status { get; set; } = 200;

    /// <summary>A header <c>Location</c> of its answers; null for none.</summary>
    public string? Location { get; set; }

    /// <summary>What it was sent, whatever it answered, in order.</summary>
    public ConcurrentQueue<Received> All { get; } = new();

    /// <summary>What it has taken, in order.</summary>
    public IReadOnlyList<Received> Taken => [.. All.Where(received => received.Status is >= 200 and < 300)];

    /// <summary>Its address, with a path that is a secret of it.</summary>
    public string Url => $"{_web.Urls.Single()}/services/{SecretPath}";

    /// <summary>That part of the path.</summary>
    public static string SecretPath => "T0SECRET-PATH-b7f3";

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver._web.Run(receiver.TakeAsync);
        await receiver._web.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        _end.TrySetResult();
        await _web.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var status = Status;
        All.Enqueue(new Received(
            context.Request.Method, context.Request.Path, context.Request.Headers["webhook-id"]!,
            context.Request.Headers["webhook-timestamp"]!, context.Request.Headers["webhook-signature"]!,
            context.Request.ContentType!, body.ToArray(), status));
        if (status is null) await Task.WhenAny(_end.Task, Task.Delay(Timeout.Infinite, context.RequestAborted));
        context.Response.StatusCode = status ?? 200;
        if (Location is not null) context.Response.Headers.Location = Location;
        // Nothing of this is ever shown: an answer is no way to read what a server of others says.
        await context.Response.WriteAsync("BODY-OF-THE-ANSWER");
    }

    /// <summary>A message as it came.</summary>
    internal sealed record Received(
        string Method, string Path, string Id, string Timestamp, string Signature, string ContentType, byte[] Body, int? Status)
    {
        public JsonNode Json => JsonNode.Parse(Body)!;

        public string Kind => (string)Json["kind"]!;

        /// <summary>Whether it is signed by a secret, by the words of Standard Webhooks and none of the server's own code.</summary>
        public bool IsSignedBy(string secret)
        {
            var key = Convert.FromBase64String(secret["whsec_".Length..]);
            byte[] signed = [.. Encoding.UTF8.GetBytes($"{Id}.{Timestamp}."), .. Body];
            return Signature == $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed.AsSpan()))}";
        }
    }
}
