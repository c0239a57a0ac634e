using System.Net;
using System.Text;
using Aops.Server.Problems;
using Aops.Server.Storage;
using Aops.Server.Tests.Storage;
using Aops.Server.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Server.Tests;

public sealed class ProblemTests
{
    [Fact]
    public async Task UnknownPath_IsAProblem()
    {
        await using var server = await TestServer.StartAsync();

        (await server.Anybody.SendAsync(HttpMethod.Get, "/nope"))
            .AssertProblem(HttpStatusCode.NotFound, "no-such-path");
    }

    [Fact]
    public async Task WrongMethod_IsAProblem_AndSaysWhatIsAllowed()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Anybody.GetAsync("/api/agents/heartbeat");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("POST", Assert.Single(response.Content.Headers.Allow));
    }

    [Theory]
    [InlineData("/api/fleet?limit=0")]
    [InlineData("/api/fleet?limit=x")]
    [InlineData("/api/events?after=-1")]
    public async Task BadQuery_IsAProblem(string path)
    {
        await using var server = await TestServer.StartAsync();

        (await server.Operator.SendAsync(HttpMethod.Get, path)).AssertProblem(HttpStatusCode.BadRequest, "bad-query");
    }

    [Fact]
    public async Task Console_RunsNothingButItself()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Anybody.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DatabaseThatFails_IsAProblem_AndIsTriedAgain()
    {
        using var file = new TestDatabase();
        await using var database = file.Open();
        var middleware = new ProblemMiddleware(
            async context => await database.WriteAsync(
                connection => connection.Prepare("SELECT 1 FROM missing").ReadNumber(),
                Durability.Disk, context.RequestAborted),
            new LogLimiter(TimeProvider.System), NullLogger<ProblemMiddleware>.Instance);
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };

        await middleware.InvokeAsync(context);

        Assert.Equal(StatusCodes.Status503ServiceUnavailable, context.Response.StatusCode);
        var body = Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());
        Assert.Contains("urn:aops:problem:storage", body, StringComparison.Ordinal);
        Assert.DoesNotContain("missing", body, StringComparison.Ordinal);
    }
}
