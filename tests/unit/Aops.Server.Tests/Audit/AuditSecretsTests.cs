using System.Net;
using Aops.Server.Audit;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Audit;

/// <summary>The audit tells no secret, wherever it was typed.</summary>
public sealed class AuditSecretsTests
{
    [Fact]
    public async Task TokensAndVariables_AreNotTold()
    {
        await using var server = await TestServer.StartAsync();
        var token = await TestAgent.NewEnrolmentTokenAsync(server);
        var agent = await TestAgent.EnrolAsync(server);
        var initial = server.Application.Folder.OpenOperatorToken();
        await server.Operator.PutOkAsync($"/api/v1/layers/host:{agent.Id}?force",
            """{"document":{"subAgents":[{"name":"m","version":"1","env":{"PASSWORD":"hunter2-hunter2"}}]},"strategy":"all-at-once"}""");
        await server.Operator.SendAsync(
            HttpMethod.Post, "/api/v1/tokens", $$"""{"note":"pasted {{token}}"}""", ("X-Aops-Reason", $"with {initial}"));

        var told = await server.Operator.GetStringAsync("/api/v1/audit?limit=1000");

        Assert.Contains("PASSWORD", told, StringComparison.Ordinal);
        Assert.Contains($"pasted {SecretText.Shown}", told, StringComparison.Ordinal);
        Assert.Contains($"with {SecretText.Shown}", told, StringComparison.Ordinal);
        foreach (var secret in new[] { token, agent.Token, initial, "hunter2" })
            Assert.DoesNotContain(secret, told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%0a")]
    public async Task AReason_ThatCannotBeStored_IsRefused(string reason)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.Operator.SendAsync(HttpMethod.Post, "/api/v1/tokens", "{}", ("X-Aops-Reason", $"a{reason}b"));

        answer.AssertProblem(HttpStatusCode.BadRequest, "bad-reason");
    }

    [Fact]
    public void ALongState_IsToldByItsLengthAndHash()
    {
        var text = new AuditFields().Set("x", new string('a', AuditFields.CharsMax)).ToString();

        Assert.Contains("\"omittedBytes\":16392", text, StringComparison.Ordinal);
        Assert.Contains("sha256", text, StringComparison.Ordinal);
    }
}
