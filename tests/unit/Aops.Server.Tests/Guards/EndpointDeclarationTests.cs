using System.Net;
using Aops.Contracts.Wire;
using Aops.Server.Security;
using Aops.Server.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Aops.Server.Tests.Guards;

/// <summary>All endpoints, whatever they are: none is without access, and none reads a body of a stranger.</summary>
public sealed class EndpointDeclarationTests
{
    // Everything that answers without a token; whoever adds to it has thought about it.
    private static readonly string[] Open =
    [
        "/", "/api/download/{file}", "/api/v1/sign-in", "/ca.pem", "/chunk.js", "/console.css", "/console.js", "/favicon.svg", "/healthz", "/install.sh",
        "/pages.js", "/plot.js", "/repo/{**path}", "/sign-in", "/sign-in/callback",
    ];

    [Fact]
    public async Task OpenEndpoints_AreTheseAndTakeNoBody()
    {
        await using var server = await TestServer.StartAsync();

        var open = server.Application.Endpoints.Where(e => AccessOf(e).Caller == Caller.Anybody).ToList();

        Assert.Equal(Open, open.Select(e => e.RoutePattern.RawText!).Order(StringComparer.Ordinal));
        Assert.All(open, e => Assert.Equal(0, AccessOf(e).BodyBytesMax));
    }

    [Fact]
    public async Task Newcomers_SendLittle()
    {
        await using var server = await TestServer.StartAsync();

        Assert.All(server.Application.Endpoints.Where(e => AccessOf(e).Caller == Caller.Newcomer),
            e => Assert.InRange(AccessOf(e).BodyBytesMax, 0, ServerLimits.RegistrationBytesMax));
    }

    [Fact]
    public async Task EveryOtherEndpoint_RefusesAStranger_BeforeTheBody()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var endpoint in server.Application.Endpoints.Where(e => AccessOf(e).Caller != Caller.Anybody))
        {
            var method = endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods[0];
            using var request = new HttpRequestMessage(new HttpMethod(method), PathOf(endpoint));
            request.Headers.Add(WireHeaders.AgentId, "a");
            request.Headers.Add(WireHeaders.AgentToken, "wrong");
            request.Headers.ExpectContinue = true;
            var body = new NeverEndingBody();
            request.Content = body;

            using var answer = await server.Anybody.SendAsync(request);

            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{endpoint.DisplayName}: {answer.StatusCode}");
            Assert.False(body.WasAskedFor, endpoint.DisplayName);
        }
    }

    [Fact]
    public async Task EndpointWithoutAccess_DoesNotStart()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore();
        await using var web = builder.Build();
        web.MapGet("/declared", _ => Task.CompletedTask).For(EndpointAccess.Open);
        web.MapPost("/forgotten", _ => Task.CompletedTask);

        var fault = Assert.Throws<InvalidOperationException>(() => EndpointDeclarations.Check(web));

        Assert.Contains("/forgotten", fault.Message, StringComparison.Ordinal);
    }

    private static EndpointAccess AccessOf(RouteEndpoint endpoint) => endpoint.Metadata.GetRequiredMetadata<EndpointAccess>();

    private static string PathOf(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText!.Replace("{**path}", "metadata/1.root.json", StringComparison.Ordinal)
            .Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);

    // It is sent only once the server says that it wants it.
    private sealed class NeverEndingBody : HttpContent
    {
        public bool WasAskedFor { get; private set; }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            WasAskedFor = true;
            return Task.CompletedTask;
        }

        protected override bool TryComputeLength(out long length)
        {
            // HttpClient sends shorter ones whatever the answer is.
            length = 10_000;
            return true;
        }
    }
}
