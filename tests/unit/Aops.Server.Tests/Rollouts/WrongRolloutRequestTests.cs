using System.Net;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Rollouts;

public sealed class WrongRolloutRequestTests(WrongRolloutRequestTests.OneRollout fixture)
    : IClassFixture<WrongRolloutRequestTests.OneRollout>
{
    private const string Layer = "\"layer\":\"fleet\"";
    private const string Document = "\"document\":{\"settings\":{\"logLevel\":\"debug\"}}";

    /// <summary>A server with the host a and a rollout of the fleet that was planned, which none of these requests changes.</summary>
    public sealed class OneRollout() : ServerFixture("a")
    {
        /// <summary>The id of the rollout.</summary>
        internal string Id { get; private set; } = "";

        /// <inheritdoc/>
        protected override async Task SeedAsync()
        {
            var (_, made) = await Server.Operator.SendAsync(
                HttpMethod.Post, "/api/v1/rollouts", $$"""{{{Layer}},{{Document}}}""");
            Id = (string)made!["rollout"]!["id"]!;
        }
    }

    // Every wrong request has a problem with a kind, what is wrong, and what to do.
    [Theory]
    [InlineData("GET", "/api/v1/rollouts?state=runing", null, 400, "bad-query", "?state=", "running")]
    [InlineData("GET", "/api/v1/rollouts?state=running,halted", null, 400, "bad-query", "one state", "")]
    [InlineData("GET", "/api/v1/rollouts?layer=web", null, 404, "no-such-layer", "web", "group:NAME")]
    [InlineData("GET", "/api/v1/rollouts?q=a", null, 400, "bad-query", "?q=", "state")]
    [InlineData("GET", "/api/v1/rollouts/none", null, 404, "no-such-rollout", "none", "GET /api/v1/rollouts")]
    [InlineData("GET", "/api/v1/rollouts/none/hosts", null, 404, "no-such-rollout", "none", "")]
    [InlineData("GET", "/api/v1/rollouts/ID/hosts?state=gone", null, 400, "bad-query", "?state=", "succeeded")]
    [InlineData("POST", "/api/v1/rollouts", "{" + Document + "}", 400, "bad-json", "layer", "")]
    [InlineData("POST", "/api/v1/rollouts", "{\"layer\":\"web\"," + Document + "}", 404, "no-such-layer", "web", "")]
    [InlineData("POST", "/api/v1/rollouts", "{\"layer\":\"group:web\"," + Document + "}", 404, "no-such-layer", "web", "")]
    [InlineData("POST", "/api/v1/rollouts", "{" + Layer + "}", 422, "invalid", "document", "")]
    [InlineData("POST", "/api/v1/rollouts", "{" + Layer + ",\"revision\":1," + Document + "}", 422, "invalid", "document", "")]
    [InlineData("POST", "/api/v1/rollouts", "{" + Layer + ",\"revision\":7}", 404, "no-such-revision", "7", "")]
    [InlineData("POST", "/api/v1/rollouts", "{" + Layer + ",\"document\":{\"agent\":{\"version\":\"9.9\"}}}", 422, "invalid", "9.9", "")]
    [InlineData("POST", "/api/v1/rollouts", "{" + Layer + "," + Document + ",\"strategy\":{\"name\":\"fast\"}}", 422, "invalid", "all-at-once", "")]
    [InlineData("POST", "/api/v1/rollouts", "{" + Layer + "," + Document + ",\"strategy\":{\"ramp\":{\"first\":0}}}", 422, "invalid", "ramp.first", "")]
    [InlineData("POST", "/api/v1/rollouts", "{" + Layer + "," + Document + ",\"strategy\":{\"soakSeconds\":-1}}", 422, "invalid", "soakSeconds", "")]
    [InlineData("POST", "/api/v1/rollouts", "{" + Layer + "," + Document + ",\"strategy\":{\"stages\":[]}}", 422, "invalid", "stages", "")]
    [InlineData("POST", "/api/v1/rollouts", "{" + Layer + "," + Document + ",\"strategy\":{\"stages\":[{\"name\":\"x\",\"q\":\"hostnam=a\"}]}}", 400,
        "bad-query-language", "'hostnam'", "hostname")]
    [InlineData("POST", "/api/v1/rollouts", "{" + Layer + "," + Document + ",\"strategy\":{\"stages\":[{\"name\":\"x\",\"window\":{\"start\":\"9\",\"lengthSeconds\":60}}]}}",
        422, "invalid", "window.start", "")]
    [InlineData("POST", "/api/v1/rollouts", "{" + Layer + "," + Document + ",\"x\":1}", 400, "bad-json", "x", "")]
    [InlineData("POST", "/api/v1/rollouts/none/plan", null, 404, "no-such-rollout", "none", "")]
    [InlineData("POST", "/api/v1/rollouts/ID/start", "{}", 400, "bad-json", "planHash", "")]
    [InlineData("POST", "/api/v1/rollouts/ID/start", """{"planHash":"none"}""", 409, "plan-changed", "planHash", "Read the rollout again")]
    [InlineData("POST", "/api/v1/rollouts/ID/start", """{"planHash":"none","tolerancePercent":101}""", 422, "invalid", "tolerancePercent", "")]
    [InlineData("POST", "/api/v1/rollouts/none/start", """{"planHash":"none"}""", 404, "no-such-rollout", "none", "")]
    [InlineData("POST", "/api/v1/rollouts/ID/pause", null, 409, "rollout-state", "planned", "verbs")]
    [InlineData("POST", "/api/v1/rollouts/ID/resume", null, 409, "rollout-state", "planned", "")]
    [InlineData("POST", "/api/v1/rollouts/ID/approve", null, 409, "rollout-state", "waits for no approval", "")]
    [InlineData("POST", "/api/v1/rollouts/ID/approve", """{"stage":"none"}""", 422, "invalid", "none", "")]
    [InlineData("POST", "/api/v1/rollouts/ID/skip", """{"stage":"none"}""", 422, "invalid", "none", "")]
    [InlineData("POST", "/api/v1/rollouts/none/retry", null, 404, "no-such-rollout", "none", "")]
    [InlineData("POST", "/api/v1/rollouts/ID/retry", """{"hosts":[]}""", 400, "bad-json", "hosts", "")]
    [InlineData("POST", "/api/v1/rollouts/none/abort", null, 404, "no-such-rollout", "none", "")]
    [InlineData("POST", "/api/v1/rollouts/ID/undo", null, 409, "rollout-state", "planned", "")]
    public Task Request_IsRefused(
        string method, string path, string? body, int status, string code, string detail, string fix) =>
        fixture.Server.Operator.AssertRefusedAsync(
            method, path.Replace("/ID", $"/{fixture.Id}", StringComparison.Ordinal), body, status, code, detail, fix);

    [Theory]
    [InlineData("GET", "/api/v1/rollouts")]
    [InlineData("POST", "/api/v1/rollouts")]
    [InlineData("GET", "/api/v1/rollouts/none")]
    [InlineData("POST", "/api/v1/rollouts/none/start")]
    public async Task WithoutTheOperatorsToken_NothingIsTold(string method, string path) =>
        (await fixture.Server.CreateClient().SendAsync(new HttpMethod(method), path))
            .AssertProblem(HttpStatusCode.Unauthorized, "bad-token");
}
