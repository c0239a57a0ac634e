using Aops.Cli.Faults;
using Aops.Cli.Tests.Support;

namespace Aops.Cli.Tests;

/// <summary>Users, keys, and whose key it is.</summary>
public sealed class AccessTests
{
    [Fact]
    public async Task AUser_IsAddedChangedShownAndRemoved()
    {
        await using var bench = await CliBench.StartAsync();
        (await bench.RunAsync("user", "create", "ben", "--grant", "operator:label.env=prod", "-g", "viewer")).Expect(0);

        (await bench.RunAsync("user", "set", "ben", "--full-name", "Ben", "--disable")).Expect(0);

        var listed = (await bench.RunAsync("user", "list", "-o", "json")).Expect(0).Output;
        Assert.Contains("\"fullName\": \"Ben\"", listed, StringComparison.Ordinal);
        Assert.Contains("operator:label.env=prod, viewer", (await bench.RunAsync("user", "show", "ben")).Expect(0).Output, StringComparison.Ordinal);
        (await bench.RunAsync("user", "remove", "ben")).Expect(0);
        Assert.Equal(CliExitCodes.NotFound, (await bench.RunAsync("user", "show", "ben")).Code);
    }

    [Fact]
    public async Task AKey_IsShownOnce_DoesWhatItMay_AndIsRevoked()
    {
        await using var bench = await CliBench.StartAsync();
        var made = (await bench.RunAsync("key", "create", "ci", "--program", "--grant", "viewer", "--ttl", "1d")).Expect(0);
        var key = made.Output.Trim();
        var id = made.Error.Split('(', ')')[1];
        bench.LogIn(bench.Server.Application.Url.ToString(), key);

        var me = (await bench.RunAsync("whoami")).Expect(0);
        var refused = await bench.RunAsync("token", "create");

        Assert.StartsWith("aops-key-", key, StringComparison.Ordinal);
        Assert.Contains("viewer", me.Output, StringComparison.Ordinal);
        Assert.Equal(CliExitCodes.Authentication, refused.Code);
        Assert.Contains("operator", refused.Error, StringComparison.Ordinal);
        bench.LogIn(bench.Server.Application.Url.ToString(), bench.Server.Application.Folder.OpenOperatorToken());
        (await bench.RunAsync("key", "revoke", id)).Expect(0);
        Assert.DoesNotContain(id, (await bench.RunAsync("key", "list", "-o", "csv")).Expect(0).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user", "create", "ben", "--grant", "king")]
    [InlineData("user", "set", "ben")]
    [InlineData("key", "create", "ci", "--ttl", "1d", "--no-expiry")]
    [InlineData("user", "create", "ben", "--password-file", "/dev/null")]
    public async Task WrongWords_AreUsage(params string[] words)
    {
        await using var bench = await CliBench.StartAsync();
        (await bench.RunAsync("user", "create", "ben")).Expect(0);

        Assert.Equal(CliExitCodes.Usage, (await bench.RunAsync(words)).Code);
    }
}
