using System.Net;
using Aops.Server.Tests.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Schedules;

public sealed class WrongScheduleRequestTests(WrongScheduleRequestTests.OneSchedule fixture)
    : IClassFixture<WrongScheduleRequestTests.OneSchedule>
{
    private const string All = "/api/v1/schedules";
    private const string Run = "\"run\":{\"q\":\"\",\"command\":{\"args\":[\"true\"]}}";
    private const string New = "{\"name\":\"new\",\"cron\":\"0 3 * * *\",";

    /// <summary>A server with the host a, runbooks, and the schedule nightly, which none of these requests changes.</summary>
    public sealed class OneSchedule() : ServerFixture("a")
    {
        /// <inheritdoc/>
        protected override async Task SeedAsync()
        {
            var repository = new TestRepository();
            repository.AddRunbook("restart", "1.0");
            repository.Add("1.0.0", [1]);
            await repository.SendAsync(Server.Operator);
            await Server.Operator.DoAsync(All, $"{{\"name\":\"nightly\",\"cron\":\"0 0 29 2 *\",{Run}}}");
        }
    }

    // Every wrong request has a problem with a kind, what is wrong, and what to do.
    [Theory]
    [InlineData("GET", All + "?q=a", null, 400, "bad-query", "?q=", "")]
    [InlineData("GET", All + "/none", null, 404, "no-such-schedule", "none", "GET /api/v1/schedules")]
    [InlineData("POST", All, "{" + Run + "}", 400, "bad-json", "cron", "")]
    [InlineData("POST", All, "{\"cron\":\"0 3 * * *\"," + Run + "}", 422, "invalid", "name", "")]
    [InlineData("POST", All, "{\"name\":\"a b\",\"cron\":\"0 3 * * *\"," + Run + "}", 422, "invalid", "name", "")]
    [InlineData("POST", All, "{\"name\":\"nightly\",\"cron\":\"0 3 * * *\"," + Run + "}", 409, "schedule-exists", "nightly", "PUT")]
    [InlineData("POST", All, "{\"name\":\"new\",\"cron\":\"3\"," + Run + "}", 422, "invalid", "fields", "")]
    [InlineData("POST", All, "{\"name\":\"new\",\"cron\":\"0 24 * * *\"," + Run + "}", 422, "invalid", "hour", "")]
    [InlineData("POST", All, "{\"name\":\"new\",\"cron\":\"0 0 30 2 *\"," + Run + "}", 422, "invalid", "never", "")]
    [InlineData("POST", All, New + "\"zone\":\"Moon\"," + Run + "}", 422, "invalid", "tz database", "")]
    [InlineData("POST", All, New + "\"overlap\":\"wait\"," + Run + "}", 400, "bad-json", "overlap", "")]
    [InlineData("POST", All, New + "\"when\":1," + Run + "}", 400, "bad-json", "when", "")]
    [InlineData("POST", All, New + "\"run\":{\"command\":{\"args\":[\"true\"]}}}", 400, "bad-json", "q", "")]
    [InlineData("POST", All, New + "\"run\":{\"q\":\"\"}}", 422, "invalid", "run.runbook", "")]
    [InlineData("POST", All, New + "\"run\":{\"q\":\"hostnam=a\",\"command\":{\"args\":[\"true\"]}}}", 400, "bad-query-language", "'hostnam'", "hostname")]
    [InlineData("POST", All, New + "\"run\":{\"q\":\"\",\"command\":{\"args\":[]}}}", 422, "invalid", "run.command", "")]
    [InlineData("POST", All, New + "\"run\":{\"q\":\"\",\"command\":{\"args\":[\"true\"],\"env\":{\"A\":\"1\"}}}}", 422, "invalid", "run.command.env", "")]
    [InlineData("POST", All, New + "\"run\":{\"q\":\"\",\"ramp\":[],\"command\":{\"args\":[\"true\"]}}}", 422, "invalid", "run.ramp", "")]
    [InlineData("POST", All, New + "\"run\":{\"q\":\"\",\"hosts\":[\"a\"],\"command\":{\"args\":[\"true\"]}}}", 400, "bad-json", "hosts", "")]
    [InlineData("POST", All, New + "\"run\":{\"q\":\"\",\"runbook\":{\"name\":\"none\",\"version\":\"1\"}}}", 404, "no-such-runbook", "none 1", "")]
    [InlineData("POST", All, New + "\"run\":{\"q\":\"\",\"runbook\":{\"name\":\"restart\",\"version\":\"1.0\"}}}", 422, "invalid", "run.parameters", "")]
    [InlineData("PUT", All + "/none", "{\"cron\":\"0 3 * * *\"," + Run + "}", 404, "no-such-schedule", "none", "")]
    [InlineData("PUT", All + "/nightly", "{\"name\":\"daily\",\"cron\":\"0 3 * * *\"," + Run + "}", 422, "invalid", "keeps its name", "")]
    [InlineData("DELETE", All + "/none", null, 404, "no-such-schedule", "none", "")]
    public Task Request_IsRefused(
        string method, string path, string? body, int status, string code, string detail, string fix) =>
        fixture.Server.Operator.AssertRefusedAsync(method, path, body, status, code, detail, fix);

    [Theory]
    [InlineData("GET", All)]
    [InlineData("POST", All)]
    [InlineData("DELETE", All + "/nightly")]
    public async Task WithoutTheOperatorsToken_NothingIsTold(string method, string path) =>
        (await fixture.Server.CreateClient().SendAsync(new HttpMethod(method), path))
            .AssertProblem(HttpStatusCode.Unauthorized, "bad-token");
}
