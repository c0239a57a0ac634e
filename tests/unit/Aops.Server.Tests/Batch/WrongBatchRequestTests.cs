using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Batch;

public sealed class WrongBatchRequestTests(OneHost fixture) : IClassFixture<OneHost>
{
    private const string Path = "/api/agents/batch";

    [Theory]
    [InlineData("POST", Path, """{"action":"udpate","agent_ids":["a"]}""", 422, "invalid", "did you mean update?", "")]
    [InlineData("POST", Path, """{"agent_ids":["a"]}""", 400, "bad-json", "action", "")]
    [InlineData("POST", Path, """{"action":"restart","agentIds":["a"]}""", 400, "bad-json", "agentIds", "")]
    [InlineData("POST", Path, """{"action":"restart"}""", 422, "invalid", "either agent_ids or query", "")]
    [InlineData("POST", Path, """{"action":"restart","agent_ids":["a"],"query":""}""", 422, "invalid", "either agent_ids or query", "")]
    [InlineData("POST", Path, """{"action":"restart","agent_ids":[]}""", 422, "invalid", "names 1 to 1000", "")]
    [InlineData("POST", Path, """{"action":"restart","agent_ids":["a b"]}""", 422, "invalid", "'a b' is no id", "")]
    [InlineData("POST", Path, """{"action":"restart","query":""}""", 422, "invalid", "expected_count", "")]
    [InlineData("POST", Path, """{"action":"restart","query":"","expected_count":2}""", 409, "count-changed", "1 host now", "dry_run=1")]
    [InlineData("POST", Path, """{"action":"restart","query":"stat=online","expected_count":1}""", 400, "bad-query-language", "'stat'", "state")]
    [InlineData("POST", Path, """{"action":"restart","agent_ids":["a"],"version":"1.0.0"}""", 422, "invalid", "version", "")]
    [InlineData("POST", Path, """{"action":"update","agent_ids":["a"],"strategy":"all-at-once"}""", 422, "invalid", "version", "")]
    [InlineData("POST", Path, """{"action":"update","agent_ids":["a"],"version":"1.0.0"}""", 422, "invalid", "all-at-once", "")]
    [InlineData("POST", Path, """{"action":"update","agent_ids":["a"],"version":"9.9.9","strategy":"all-at-once"}""", 422, "invalid", "no agent 9.9.9", "")]
    [InlineData("POST", Path, """{"action":"stop","agent_ids":["a"]}""", 422, "invalid", "strategy", "")]
    [InlineData("POST", Path, """{"action":"stop","agent_ids":["a"],"sub_agent":"x","strategy":"all-at-once"}""", 422, "invalid", "sub_agent", "")]
    [InlineData("POST", Path, """{"action":"delete-down","agent_ids":["a"],"strategy":"all-at-once"}""", 422, "invalid", "strategy", "")]
    [InlineData("POST", $"{Path}?dryrun=1", """{"action":"stop","agent_ids":["a"]}""", 400, "bad-query", "?dryrun=", "dry_run")]
    public Task Request_IsRefused(
        string method, string path, string? body, int status, string code, string detail, string fix) =>
        fixture.Server.Operator.AssertRefusedAsync(method, path, body, status, code, detail, fix);
}
