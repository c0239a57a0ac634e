using System.Net;
using Aops.Server.Tests.Support;

namespace Aops.Cli.Tests.Support;

/// <summary>Users of a bench, each an operator of all hosts.</summary>
internal static class CliUsers
{
    private const string Password = "correct horse battery";

    public static async Task AddUsersAsync(this CliBench bench, params string[] names)
    {
        foreach (var name in names)
        {
            var (status, body) = await bench.Server.Operator.SendAsync(HttpMethod.Post, "/api/v1/users",
                $$"""{"name":"{{name}}","grants":[{"role":"operator"}],"password":"{{Password}}"}""");
            Assert.True(status == HttpStatusCode.Created, body?.ToJsonString());
        }
    }

    /// <summary>The next runs are of this user.</summary>
    public static async Task LogInAsAsync(this CliBench bench, string user)
    {
        bench.Typed = Password;
        (await bench.RunAsync("login", bench.Server.Application.Url.ToString(), "--ca", bench.Server.CaFile, "--user", user,
            "--password-file", "-")).Expect(0);
    }
}
