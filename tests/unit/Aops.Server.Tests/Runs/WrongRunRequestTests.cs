using System.Net;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Runs;

public sealed class WrongRunRequestTests(WrongRunRequestTests.OneRun fixture) : IClassFixture<WrongRunRequestTests.OneRun>
{
    private const string A = "\"hosts\":[\"a\"]";
    private const string Command = "\"command\":{\"args\":[\"true\"]}";
    private const string Runs = "/api/v1/runs";

    /// <summary>A server with the host a, runbooks, and a run that has ended, which none of these requests changes.</summary>
    public sealed class OneRun() : ServerFixture("a")
    {
        /// <summary>The id of the run.</summary>
        internal string Id { get; private set; } = "";

        /// <inheritdoc/>
        protected override async Task SeedAsync()
        {
            var repository = new TestRepository();
            repository.AddRunbook("restart", "1.0");
            repository.AddRunbook("wipe", "1.0", needsSignature: true);
            repository.Add("1.0.0", [1]);
            await repository.SendAsync(Server.Operator);
            Id = await Server.Operator.RunAsync($"{A},{Command}");
            await Server.Operator.UntilOverAsync(Id, "ended");
        }
    }

    // Every wrong request has a problem with a kind, what is wrong, and what to do.
    [Theory]
    [InlineData("GET", Runs + "?state=runing", null, 400, "bad-query", "?state=", "running")]
    [InlineData("GET", Runs + "?state=running,ended", null, 400, "bad-query", "one word", "")]
    [InlineData("GET", Runs + "?q=a", null, 400, "bad-query", "?q=", "state")]
    [InlineData("GET", Runs + "/none", null, 404, "no-such-run", "none", "GET /api/v1/runs")]
    [InlineData("GET", Runs + "/ID?wait=61", null, 400, "bad-query", "?wait=", "")]
    [InlineData("GET", Runs + "/none/hosts", null, 404, "no-such-run", "none", "")]
    [InlineData("GET", Runs + "/ID/hosts?phase=gone", null, 400, "bad-query", "?phase=", "succeeded")]
    [InlineData("GET", Runs + "/none/outputs", null, 404, "no-such-run", "none", "")]
    [InlineData("GET", Runs + "/none/log", null, 404, "no-such-run", "none", "")]
    [InlineData("GET", Runs + "/ID/log?host=b", null, 404, "no-such-run-host", "b", "hosts")]
    [InlineData("GET", Runs + "/ID/log?tail=-1", null, 400, "bad-query", "?tail=", "")]
    [InlineData("GET", Runs + "/none/hosts/a/log", null, 404, "no-such-run", "none", "")]
    [InlineData("GET", Runs + "/ID/hosts/b/log", null, 404, "no-such-run-host", "b", "hosts")]
    [InlineData("GET", Runs + "/ID/hosts/a/log?stream=both", null, 400, "bad-query", "?stream=", "stdout")]
    [InlineData("GET", Runs + "/ID/hosts/a/log?offset=7", null, 400, "bad-query", "?offset=", "")]
    [InlineData("GET", "/api/v1/runbooks?title=x", null, 400, "bad-query", "?title=", "name")]
    [InlineData("GET", "/api/v1/drift?state=none", null, 400, "bad-query", "?state=", "in-sync")]
    [InlineData("GET", "/api/v1/drift?q=x", null, 400, "bad-query", "?q=", "playbook")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"check\":true}", 422, "invalid", "check", "")]
    [InlineData("POST", Runs, "{" + Command + "}", 422, "invalid", "hosts", "")]
    [InlineData("POST", Runs, "{" + A + ",\"q\":\"\"," + Command + "}", 422, "invalid", "hosts", "")]
    [InlineData("POST", Runs, "{\"hosts\":[]," + Command + "}", 422, "invalid", "1 to 1000", "")]
    [InlineData("POST", Runs, "{\"hosts\":[\"a b\"]," + Command + "}", 422, "invalid", "a b", "")]
    [InlineData("POST", Runs, "{\"hosts\":[\"b\"]," + Command + "}", 404, "no-such-host", "b", "GET /api/v1/hosts")]
    [InlineData("POST", Runs, "{\"q\":\"hostnam=a\"," + Command + "}", 400, "bad-query-language", "'hostnam'", "hostname")]
    [InlineData("POST", Runs, "{\"q\":\"hostname=none\"," + Command + "}", 422, "invalid", "no host", "")]
    [InlineData("POST", Runs, "{" + A + "}", 422, "invalid", "runbook", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"runbook\":{\"name\":\"restart\",\"version\":\"1.0\"}}", 422, "invalid", "runbook", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"parameters\":{\"x\":\"1\"}}", 422, "invalid", "parameters", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"action\":{\"kind\":\"rollback\"}}", 422, "invalid", "runbook", "")]
    [InlineData("POST", Runs, "{" + A + ",\"action\":{}}", 400, "bad-json", "kind", "")]
    [InlineData("POST", Runs, "{" + A + ",\"action\":{\"kind\":\"reboot\"}}", 422, "invalid", "action.kind", "")]
    [InlineData("POST", Runs, "{" + A + ",\"action\":{\"kind\":\"restart-sub-agent\"}}", 422, "invalid", "action.subAgent", "")]
    [InlineData("POST", Runs, "{" + A + ",\"action\":{\"kind\":\"collect-log\",\"lines\":0}}", 422, "invalid", "action.lines", "")]
    [InlineData("POST", Runs, "{" + A + ",\"action\":{\"kind\":\"collect-log\",\"subAgent\":\"a b\"}}", 422, "invalid", "action.subAgent", "")]
    [InlineData("POST", Runs, "{" + A + ",\"action\":{\"kind\":\"rollback\",\"lnes\":1}}", 400, "bad-json", "lnes", "")]
    [InlineData("POST", Runs, "{" + A + ",\"action\":{\"kind\":\"rollback\"},\"timeoutSeconds\":9}", 422, "invalid", "timeoutSeconds", "")]
    [InlineData("POST", Runs, "{" + A + ",\"action\":{\"kind\":\"rollback\"},\"parameters\":{\"x\":\"1\"}}", 422, "invalid", "parameters", "")]
    [InlineData("POST", Runs, "{" + A + ",\"diagnosis\":false}", 422, "invalid", "diagnosis says what is run", "")]
    [InlineData("POST", Runs, "{" + A + ",\"diagnosis\":true,\"log\":{\"name\":\"spm\"}}", 422, "invalid", "diagnosis says what is run", "")]
    [InlineData("POST", Runs, "{" + A + ",\"diagnosis\":1}", 400, "bad-json", "diagnosis", "")]
    [InlineData("POST", Runs, "{" + A + ",\"log\":{}}", 400, "bad-json", "name", "")]
    [InlineData("POST", Runs, "{" + A + ",\"log\":{\"name\":\"a b\"}}", 422, "invalid", "log.name", "")]
    [InlineData("POST", Runs, "{" + A + ",\"log\":{\"name\":\"spm\",\"seconds\":3601}}", 422, "invalid", "log.seconds", "")]
    [InlineData("POST", Runs, "{" + A + ",\"log\":{\"name\":\"spm\",\"lines\":-1}}", 422, "invalid", "log.lines", "")]
    [InlineData("POST", Runs, "{" + A + ",\"command\":{}}", 422, "invalid", "exactly one", "")]
    [InlineData("POST", Runs, "{" + A + ",\"command\":{\"args\":[]}}", 422, "invalid", "args", "")]
    [InlineData("POST", Runs, "{" + A + ",\"command\":{\"args\":[\"true\"],\"shell\":true}}", 400, "bad-json", "shell", "")]
    [InlineData("POST", Runs, "{" + A + ",\"command\":{\"args\":[\"true\"],\"workingDirectory\":\"tmp\"}}", 422, "invalid", "absolute", "")]
    [InlineData("POST", Runs, "{" + A + ",\"command\":{\"args\":[\"true\"],\"timeoutSeconds\":0}}", 422, "invalid", "timeoutSeconds", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"concurrency\":0}", 422, "invalid", "concurrency", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"budget\":{}}", 422, "invalid", "budget", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"budget\":{\"percent\":101}}", 422, "invalid", "budget.percent", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"budget\":{\"failures\":-1}}", 422, "invalid", "budget.failures", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"ramp\":[]}", 422, "invalid", "1 to 10 steps", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"ramp\":[{}]}", 422, "invalid", "either hosts or percent", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"ramp\":[{\"hosts\":0}]}", 422, "invalid", "ramp.0", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"ramp\":[{\"percent\":101}]}", 422, "invalid", "percent", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"window\":{\"start\":\"9\",\"lengthSeconds\":60,\"zone\":\"UTC\"}}", 422, "invalid", "window.start", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"window\":{\"start\":\"0 3 * * *\",\"lengthSeconds\":60}}", 422, "invalid", "window.zone", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"window\":{\"start\":\"0 3 * * *\",\"lengthSeconds\":60,\"zone\":\"Moon\"}}", 422, "invalid", "tz database", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"window\":{\"start\":\"0 3 * * *\",\"lengthSeconds\":1,\"zone\":\"UTC\"}}", 422, "invalid", "1 minute", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"window\":{\"start\":\"0 3 1 1 *\",\"lengthSeconds\":60,\"zone\":\"UTC\"}}", 422, "invalid", "does not open before", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"window\":{\"begin\":\"x\"}}", 400, "bad-json", "begin", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"ttlSeconds\":0}", 422, "invalid", "ttlSeconds", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"startBefore\":\"2020-01-01T00:00:00Z\"}", 422, "invalid", "startBefore", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"whileOffline\":\"wait\"}", 400, "bad-json", "whileOffline", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"timeoutSeconds\":0}", 422, "invalid", "timeoutSeconds", "")]
    [InlineData("POST", Runs, "{" + A + "," + Command + ",\"planHash\":\"none\"}", 409, "plan-changed", "planHash", "dry_run")]
    [InlineData("POST", Runs, "{" + A + ",\"runbook\":{\"name\":\"none\",\"version\":\"1\"}}", 404, "no-such-runbook", "none 1", "/api/v1/runbooks")]
    [InlineData("POST", Runs, "{" + A + ",\"runbook\":{\"name\":\"wipe\",\"version\":\"1.0\"}}", 422, "invalid", "signed command", "")]
    [InlineData("POST", Runs, "{" + A + ",\"runbook\":{\"name\":\"restart\",\"version\":\"1.0\"}}", 422, "invalid", "unit", "")]
    [InlineData("POST", Runs, "{" + A + ",\"runbook\":{\"name\":\"restart\",\"version\":\"1.0\"},\"parameters\":{\"unit\":\"A B\"}}", 422, "invalid", "unit", "")]
    [InlineData("POST", Runs, "{" + A + ",\"envelope\":{\"payloadType\":\"x\",\"payload\":\"!\",\"signatures\":[]}}", 422, "invalid", "envelope.payload", "")]
    [InlineData("POST", Runs, "{" + A + ",\"envelope\":{\"payloadType\":\"x\",\"payload\":\"e30=\",\"signatures\":[]}}", 422, "invalid", "signatures", "")]
    [InlineData("POST", Runs + "/none/cancel", null, 404, "no-such-run", "none", "")]
    [InlineData("POST", Runs + "/ID/cancel", null, 409, "run-state", "is over", "Read the run")]
    [InlineData("POST", Runs + "/ID/cancel", "{\"why\":\"x\"}", 400, "bad-json", "why", "")]
    [InlineData("POST", Runs + "/none/rerun", null, 404, "no-such-run", "none", "")]
    [InlineData("POST", Runs + "/ID/rerun", null, 409, "run-state", "No host", "phases")]
    [InlineData("POST", Runs + "/ID/rerun", "{\"phases\":[\"running\"]}", 422, "invalid", "running", "")]
    public Task Request_IsRefused(
        string method, string path, string? body, int status, string code, string detail, string fix) =>
        fixture.Server.Operator.AssertRefusedAsync(
            method, path.Replace("/ID", $"/{fixture.Id}", StringComparison.Ordinal), body, status, code, detail, fix);

    [Theory]
    [InlineData("GET", Runs)]
    [InlineData("POST", Runs)]
    [InlineData("GET", Runs + "/none/hosts/a/log")]
    [InlineData("POST", Runs + "/none/cancel")]
    public async Task WithoutTheOperatorsToken_NothingIsTold(string method, string path) =>
        (await fixture.Server.CreateClient().SendAsync(new HttpMethod(method), path))
            .AssertProblem(HttpStatusCode.Unauthorized, "bad-token");
}
