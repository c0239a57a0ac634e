using System.Net;
using Aops.Server.Tests.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Deployments;

public sealed class WrongDeploymentRequestTests(WrongDeploymentRequestTests.OneDeployment fixture)
    : IClassFixture<WrongDeploymentRequestTests.OneDeployment>
{
    private const string All = "/api/v1/deployments";
    private const string One = All + "/shop";
    private const string Kind = "\"runbook\":{\"name\":\"service\",\"version\":\"1.0\"}";
    private const string New = "{\"name\":\"new\",\"q\":\"\",";
    private const string Port = "\"parameters\":{\"port\":\"80\"}";

    /// <summary>A server with the host a, runbooks, and the deployment shop, which none of these requests changes.</summary>
    public sealed class OneDeployment() : ServerFixture("a")
    {
        /// <inheritdoc/>
        protected override async Task SeedAsync()
        {
            await Server.PublishServiceAsync();
            await Server.Operator.DoAsync(All, ServiceRunbook.BodyOf("shop"));
        }
    }

    // Every wrong request has a problem with a kind, what is wrong, and what to do.
    [Theory]
    [InlineData("GET", All + "?q=a", null, 400, "bad-query", "?q=", "")]
    [InlineData("GET", All + "/none", null, 404, "no-such-deployment", "none", "GET /api/v1/deployments")]
    [InlineData("GET", All + "/none/hosts", null, 404, "no-such-deployment", "none", "")]
    [InlineData("GET", All + "/none/log", null, 404, "no-such-deployment", "none", "")]
    [InlineData("GET", One + "/hosts?state=gone", null, 400, "bad-query", "state", "")]
    [InlineData("POST", All, "{\"name\":\"new\"," + Kind + "}", 400, "bad-json", "q", "")]
    [InlineData("POST", All, "{\"name\":\"new\",\"q\":\"\"}", 400, "bad-json", "runbook", "")]
    [InlineData("POST", All, "{\"q\":\"\"," + Kind + "," + Port + "}", 422, "invalid", "name", "")]
    [InlineData("POST", All, "{\"name\":\"a b\",\"q\":\"\"," + Kind + "," + Port + "}", 422, "invalid", "name", "")]
    [InlineData("POST", All, "{\"name\":\"shop\",\"q\":\"\"," + Kind + "," + Port + "}", 409, "deployment-exists", "shop", "PUT")]
    [InlineData("POST", All, New + Kind + "," + Port + ",\"when\":1}", 400, "bad-json", "when", "")]
    [InlineData("POST", All, "{\"name\":\"new\",\"q\":\"hostnam=a\"," + Kind + "," + Port + "}", 400, "bad-query-language", "'hostnam'", "hostname")]
    [InlineData("POST", All, New + "\"runbook\":{\"name\":\"none\",\"version\":\"1\"}}", 404, "no-such-runbook", "none 1", "")]
    [InlineData("POST", All, New + "\"runbook\":{\"name\":\"restart\",\"version\":\"1.0\"},\"parameters\":{\"unit\":\"a.service\"}}", 422, "invalid", "no kind of deployments", "")]
    [InlineData("POST", All, New + Kind + "}", 422, "invalid", "port is missing", "")]
    [InlineData("POST", All, New + Kind + ",\"parameters\":{\"port\":\"many\"}}", 422, "invalid", "[0-9]+", "")]
    [InlineData("POST", All, New + Kind + ",\"parameters\":{\"port\":\"80\",\"prot\":\"1\"}}", 422, "invalid", "prot", "")]
    [InlineData("POST", All, New + Kind + ",\"parameters\":{\"port\":\"80\",\"verb\":\"stop\"}}", 422, "invalid", "each request", "")]
    [InlineData("POST", All, New + Kind + ",\"parameters\":{\"port\":\"80\",\"password\":\"x\"}}", 422, "invalid", "is secret", "")]
    [InlineData("POST", All, New + Kind + "," + Port + ",\"pace\":{\"concurrency\":0}}", 422, "invalid", "pace.concurrency", "")]
    [InlineData("POST", All, New + Kind + "," + Port + ",\"pace\":{\"ramp\":[]}}", 422, "invalid", "pace.ramp", "")]
    [InlineData("PUT", All + "/none", "{\"q\":\"\"," + Kind + "," + Port + "}", 404, "no-such-deployment", "none", "")]
    [InlineData("PUT", One, "{\"name\":\"other\",\"q\":\"\"," + Kind + "," + Port + "}", 422, "invalid", "keeps its name", "")]
    [InlineData("DELETE", All + "/none", null, 404, "no-such-deployment", "none", "")]
    [InlineData("POST", All + "/none/verbs/deploy", null, 404, "no-such-deployment", "none", "")]
    [InlineData("POST", One + "/verbs/dance", null, 404, "no-such-verb", "'dance'", "deploy, start, stop, status, remove")]
    [InlineData("POST", One + "/verbs/deploy", null, 422, "invalid", "has no host", "")]
    [InlineData("POST", One + "/verbs/deploy", "{\"hosts\":[\"none\"]}", 404, "no-such-host", "none", "")]
    [InlineData("POST", One + "/verbs/deploy", "{\"hosts\":[\"a\"]}", 422, "invalid", "does not have a", "")]
    [InlineData("POST", One + "/verbs/deploy", "{\"parameters\":{\"port\":\"81\"}}", 422, "invalid", "is named by the deployment", "")]
    [InlineData("POST", One + "/verbs/deploy", "{\"parameters\":{\"verb\":\"stop\"}}", 422, "invalid", "that of the path", "")]
    [InlineData("POST", One + "/verbs/deploy", "{\"check\":true}", 422, "invalid", "playbook", "")]
    [InlineData("POST", One + "/verbs/deploy", "{\"q\":\"\"}", 400, "bad-json", "q", "")]
    public Task Request_IsRefused(
        string method, string path, string? body, int status, string code, string detail, string fix) =>
        fixture.Server.Operator.AssertRefusedAsync(method, path, body, status, code, detail, fix);

    [Theory]
    [InlineData("GET", All)]
    [InlineData("POST", All)]
    [InlineData("POST", One + "/verbs/deploy")]
    [InlineData("DELETE", One)]
    public async Task WithoutTheOperatorsToken_NothingIsTold(string method, string path) =>
        (await fixture.Server.CreateClient().SendAsync(new HttpMethod(method), path))
            .AssertProblem(HttpStatusCode.Unauthorized, "bad-token");
}
