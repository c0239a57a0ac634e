using System.Net;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

public sealed class TokenListTests
{
    private const string Path = "/api/v1/tokens";

    [Fact]
    public async Task Tokens_AreListedByPages_TheNewestFirst_AndADryRunMakesNone()
    {
        await using var server = await TestServer.StartAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await server.Operator.SendAsync(HttpMethod.Post, $"{Path}?dry_run=1", "{}")).Status);
        for (var i = 0; i < 5; i++) await server.Operator.SendAsync(HttpMethod.Post, Path, $$"""{"labels":{"n":"{{i}}"},"note":"{{i}}"}""");

        var notes = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await server.Operator.GetOkAsync($"{Path}?limit=2{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
            foreach (var token in page["tokens"]!.AsArray())
            {
                notes.Add((string)token!["note"]!);
                Assert.Equal((string?)token["note"], (string?)token["labels"]!["n"]);
            }
            cursor = (string?)page["next"];
        }

        // Those of one millisecond have no order of their own.
        Assert.Equal(["0", "1", "2", "3", "4"], notes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task SecretOfAToken_IsInTheFirstAnswerAlone()
    {
        await using var server = await TestServer.StartAsync();

        var (_, first) = await server.Operator.SendAsync(HttpMethod.Post, Path, "{}", ("Idempotency-Key", "k"));
        var (status, again) = await server.Operator.SendAsync(HttpMethod.Post, Path, "{}", ("Idempotency-Key", "k"));

        Assert.NotNull((string?)first!["token"]);
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Null(again!["token"]);
        Assert.Equal((string?)first["details"]!["id"], (string?)again["details"]!["id"]);
    }
}
