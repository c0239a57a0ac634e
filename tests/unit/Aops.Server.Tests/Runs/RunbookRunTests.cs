using System.Net;
using System.Text;
using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.Wire.Runs;
using Aops.Releases.Runbooks;
using Aops.Server.Storage;
using Aops.Server.Tests.Access;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Runs;

/// <summary>Signed runbooks and commands, who may start what, and what becomes of secrets.</summary>
public sealed class RunbookRunTests : IAsyncLifetime
{
    private const string Secret = "the-secret-of-a-parameter";
    private const string Runbook = "\"runbook\":{\"name\":\"restart\",\"version\":\"1.0\"}";

    private TestServer _server = null!;
    private RunningHost _host = null!;

    private HttpClient Operator => _server.Operator;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        var repository = new TestRepository();
        repository.AddRunbook("restart", "1.0");
        repository.Add("1.0.0", [1]);
        await repository.SendAsync(Operator);
        _host = await RunningHost.StartAsync(_server, "a", RunPolicy.Signed);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Runbooks_AreListedWithTheirParameters()
    {
        var runbook = Assert.Single((await Operator.GetOkAsync("/api/v1/runbooks?name=restart"))["runbooks"]!.AsArray())!;

        Assert.Equal(("1.0", "Restarts a unit"), ((string)runbook["version"]!, (string)runbook["title"]!));
        Assert.Equal([("unit", true, false), ("password", false, true)], runbook["parameters"]!.AsArray()
            .Select(parameter => ((string)parameter!["name"]!, (bool)parameter["isRequired"]!, (bool)parameter["isSecret"]!)));
    }

    [Fact]
    public async Task Secret_ReachesTheHost_AndNoReader_AndIsDeletedWithTheEnd()
    {
        var id = await Operator.RunAsync(
            $"\"hosts\":[\"a\"],{Runbook},\"parameters\":{{\"unit\":\"a.service\",\"password\":\"{Secret}\"}}");
        var order = await _host.WaitForOrderAsync(id);
        Assert.Equal((Secret, "restart"), ((string)order["parameters"]!["password"]!, (string)order["runbook"]!["name"]!));
        Assert.Equal(1, await CountSecretsAsync(id));

        await _host.RunAsync(id, "done\n", exitCode: 1);
        await Operator.UntilOverAsync(id, "ended");

        Assert.Equal(0, await CountSecretsAsync(id));
        var shown = new StringBuilder();
        foreach (var path in new[] { $"/api/v1/runs/{id}", "/api/v1/audit", "/api/v1/events" })
            shown.Append((await Operator.GetOkAsync(path)).ToJsonString());
        Assert.DoesNotContain(Secret, shown.ToString());
        Assert.Contains("a.service", shown.ToString());
        (await Operator.SendAsync(HttpMethod.Post, $"/api/v1/runs/{id}/rerun")).AssertProblem(422, "invalid", "password is secret", "");
        await Operator.DoAsync($"/api/v1/runs/{id}/rerun", $"{{\"parameters\":{{\"password\":\"{Secret}\"}}}}");
    }

    [Fact]
    public async Task SignedCommand_IsGivenAsItIs_ForNoLongerThanItsSignature_AndIsNotRunAgain()
    {
        var expires = DateTimeOffset.UtcNow.AddMinutes(5);
        var payload = CommandEnvelope.ToPayload(new SignedCommand
        {
            Nonce = "n1", Hosts = ["*"], Expires = expires, Command = new RunCommand { Args = ["uptime", "-p"], TimeoutSeconds = 7 },
        });
        var envelope = new RunEnvelope
        {
            PayloadType = RunEnvelope.CommandType, Payload = Convert.ToBase64String(payload),
            Signatures = [new RunSignature { KeyId = "k", Signature = "c2ln" }],
        };

        var id = await Operator.RunAsync($"\"hosts\":[\"a\"],\"envelope\":{JsonSerializer.Serialize(envelope, ContractsJson.Default.RunEnvelope)}");

        var order = await _host.WaitForOrderAsync(id);
        Assert.Equal(envelope.Payload, (string)order["envelope"]!["payload"]!);
        Assert.True(DateTimeOffset.Parse((string)order["startBefore"]!, null) <= expires);
        Assert.Equal("uptime -p", (string)(await Operator.ReadRunAsync(id))["what"]!);
        await _host.RunAsync(id, "", exitCode: 1);
        await Operator.UntilOverAsync(id, "ended");
        (await Operator.SendAsync(HttpMethod.Post, $"/api/v1/runs/{id}/rerun")).AssertProblem(409, "run-state", "once", "Sign");
    }

    [Fact]
    public async Task PlainCommand_NeedsAnAdmin_AndARunbookDoesNot()
    {
        using var key = await _server.AddKeyAsync("ops", """[{"role":"operator"}]""");

        var refused = await key.SendAsync(HttpMethod.Post, "/api/v1/runs", $"{{\"hosts\":[\"a\"],{RunClient.Command}}}");
        var taken = await key.SendAsync(
            HttpMethod.Post, "/api/v1/runs", $"{{\"hosts\":[\"a\"],{Runbook},\"parameters\":{{\"unit\":\"a.service\"}}}}");

        refused.AssertProblem(403, "no-right", "admin", "");
        Assert.Equal(HttpStatusCode.Created, taken.Status);
    }

    [Fact]
    public async Task RunOfDaysThatAreOver_GoesWithItsOutput()
    {
        var id = await Operator.RunAsync($"\"hosts\":[\"a\"],{Runbook},\"parameters\":{{\"unit\":\"a.service\"}}");
        await _host.RunAsync(id, "done\n");
        await Operator.UntilOverAsync(id, "ended");
        var folder = Path.Combine(_server.Data, "runs", id);
        Assert.True(Directory.Exists(folder));
        await _server.StopAsync();
        await using (var database = _server.OpenDatabase())
        {
            await database.WriteAsync(
                connection => connection.Prepare("UPDATE run SET ended_at = ended_at - 172800000").Run(),
                Durability.Process, CancellationToken.None);
        }
        Directory.CreateDirectory(Path.Combine(_server.Data, "runs", "of-no-run"));

        await _server.StartAgainAsync(TestServer.Options(_server.Data) with { RunDays = 1 });

        await Until.TrueAsync(async () => (await Operator.SendAsync(HttpMethod.Get, $"/api/v1/runs/{id}")).Status == HttpStatusCode.NotFound);
        await Until.TrueAsync(() => Directory.GetDirectories(Path.Combine(_server.Data, "runs")).Length == 0);
        (await _host.SendReportAsync(id, RunPhase.Running)).AssertProblem(HttpStatusCode.NotFound, "no-such-run");
    }

    private async Task<long> CountSecretsAsync(string id)
    {
        await _server.StopAsync();
        long count;
        await using (var database = _server.OpenDatabase())
        {
            count = await database.ReadAsync(
                connection => connection.Prepare("SELECT count(*) FROM run WHERE id = @id AND parameters LIKE @text")
                    .Set("@id", id).Set("@text", $"%{Secret}%").ReadNumber(),
                CancellationToken.None);
        }
        await _server.StartAgainAsync();
        return count;
    }
}
