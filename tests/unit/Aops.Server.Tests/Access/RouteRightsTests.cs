using System.Net;
using Aops.Server.Rights;
using Aops.Server.Security;
using Aops.Server.Tests.Support;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Tests.Access;

/// <summary>
/// Every route that operators call, which are those of the OpenAPI document (ApiDocumentTests): a viewer changes nothing, and an operator nothing outside of the
/// scope, whatever the route; what is outside of the scope of a reader is not there.
/// </summary>
public sealed class RouteRightsTests : IAsyncLifetime
{
    private TestServer _server = null!;
    private TwoWorlds _worlds = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        _worlds = await TwoWorlds.MakeAsync(_server);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Viewer_ChangesNothing()
    {
        using var viewer = await _server.AddKeyAsync("viewer", """[{"role":"viewer"}]""");
        var before = await _worlds.ReadAllAsync();
        foreach (var route in Routes().Where(route => route.Access.Right is not (Right.Read or Right.Own)))
        {
            var answer = await viewer.SendAsync(new HttpMethod(route.Method), _worlds.PathTo(route.Path, TwoWorlds.Inside), "{}");
            Assert.True(
                answer.Status == HttpStatusCode.Forbidden && (string?)answer.Body?["code"] == "no-right",
                $"{route.Name}: {answer.Status} {answer.Body?.ToJsonString()}");
        }

        Assert.True(Routes().Count() > 60);
        Assert.All(Routes().Where(route => route.Access.Right == Right.Read), route => Assert.Equal("GET", route.Method));
        Assert.Equal(before, await _worlds.ReadAllAsync());
    }

    [Fact]
    public async Task Operator_ChangesNothingOutsideOfTheScope()
    {
        using var inside = await _server.AddKeyAsync("inside", """[{"role":"operator","scope":"label.env=prod"}]""");
        using var seeing = await _server.AddKeyAsync(
            "seeing", """[{"role":"operator","scope":"label.env=prod"},{"role":"viewer"}]""");
        var before = await _worlds.ReadOutsideAsync();
        foreach (var route in Routes().Where(route => route.Access.Right == Right.Change))
        {
            foreach (var (client, sees) in new[] { (inside, false), (seeing, true) })
            {
                var request = _worlds.RequestTo(route.Method, route.Path, TwoWorlds.Outside);
                Assert.True(
                    request.Body is not null || route.Access.Reach != Reach.Chosen || route.Method == "DELETE",
                    $"{route.Name}: say in {nameof(TwoWorlds)} how a request for a host outside looks");
                var answer = await client.SendAsync(new HttpMethod(route.Method), request.Path, request.Body ?? "{}");
                CheckOutside(route, answer.Status, (string?)answer.Body?["code"], sees);
                Assert.Equal(before, await _worlds.ReadOutsideAsync());
            }
        }
    }

    [Fact]
    public async Task Operator_ChangesWhatIsInside()
    {
        using var inside = await _server.AddKeyAsync("inside", """[{"role":"operator","scope":"label.env=prod"}]""");
        foreach (var (method, path) in TwoWorlds.Possible)
        {
            var request = _worlds.RequestTo(method, path, TwoWorlds.Inside);
            var answer = await inside.SendAsync(new HttpMethod(method), request.Path, request.Body);
            Assert.True((int)answer.Status < 300, $"{method} {path}: {answer.Status} {answer.Body?.ToJsonString()}");
        }
    }

    [Fact]
    public async Task Reader_SeesNothingOutsideOfTheScope()
    {
        using var reader = await _server.AddKeyAsync("reader", """[{"role":"viewer","scope":"label.env=prod"}]""");
        foreach (var route in Routes().Where(route => route.Access.Right == Right.Read))
        {
            var (status, text) = await ReadAsync(reader, _worlds.RequestTo("GET", route.Path, TwoWorlds.Outside).Path);
            if (route.Access.Reach == Reach.Host) Assert.True(status == HttpStatusCode.NotFound, $"{route.Name}: {status}");
            if (route.Access.Reach == Reach.Fleet) Assert.True(status == HttpStatusCode.Forbidden, $"{route.Name}: {status}");
            if (status == HttpStatusCode.OK)
                Assert.False(_worlds.Tells(text, TwoWorlds.Outside), $"{route.Name} tells of the host outside: {text}");
        }
    }

    [Fact]
    public async Task Reader_CountsTheScopeAlone()
    {
        using var reader = await _server.AddKeyAsync("reader", """[{"role":"viewer","scope":"label.env=prod"}]""");

        var hosts = await reader.GetOkAsync("/api/v1/hosts?count=1&q=not%20label.env%3Dnone");
        var facets = await reader.GetOkAsync("/api/v1/hosts/facets?by=state,label.env");
        var groups = await reader.GetOkAsync("/api/v1/groups?count=1");
        var members = await reader.GetOkAsync($"/api/v1/groups/{TwoWorlds.Outside}/hosts?count=1");

        Assert.Equal(1, (long)hosts["count"]!);
        Assert.Equal([TwoWorlds.Inside], hosts.Names("hosts", "id"));
        Assert.Equal(1, (long)facets["count"]!);
        Assert.Equal("prod", (string?)facets["facets"]![1]!["values"]!.AsArray().Single()!["value"]);
        Assert.Equal([1, 0], groups["groups"]!.AsArray().Select(group => (int)group!["count"]!));
        Assert.Equal(0, (long)members["count"]!);
    }

    private static void CheckOutside(Route route, HttpStatusCode status, string? code, bool sees)
    {
        var isRight = route.Access.Reach switch
        {
            Reach.Nothing => status is HttpStatusCode.OK or HttpStatusCode.NotFound,
            Reach.Fleet => code == "outside-scope",
            Reach.Host when sees => code == "outside-scope",
            Reach.Host => status == HttpStatusCode.NotFound,
            // A schedule, or a deployment, is stored with its query within the scope, and finds no other host at its times.
            _ when route.Name is "POST /api/v1/schedules" or "POST /api/v1/deployments" => status == HttpStatusCode.Created,
            // The count that is told of the hosts outside is not that of the scope, or each of them is refused by itself.
            _ => code is "outside-scope" or "count-changed" or "no-such-layer" or "no-such-rollout" or "no-such-run"
                or "no-such-schedule" or "no-such-deployment"
                or "no-such-host" || status == HttpStatusCode.OK,
        };
        Assert.True(isRight, $"{route.Name}: {status} {code}");
    }

    private static async Task<(HttpStatusCode Status, string Text)> ReadAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private IEnumerable<Route> Routes() =>
        from endpoint in _server.Application.Endpoints
        let access = endpoint.Metadata.GetMetadata<EndpointAccess>()!
        where access.Caller == Caller.Operator
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select new Route(method, endpoint.RoutePattern.RawText!.Replace("{**", "{", StringComparison.Ordinal), access);

    private sealed record Route(string Method, string Path, EndpointAccess Access)
    {
        public string Name => $"{Method} {Path}";
    }
}
