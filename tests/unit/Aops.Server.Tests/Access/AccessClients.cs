using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Access;

/// <summary>Users and keys of a server under test.</summary>
internal static class AccessClients
{
    public const string Password = "correct horse battery";

    /// <summary>Adds a user with a password.</summary>
    public static async Task AddUserAsync(this TestServer server, string name, string grants)
    {
        var (status, body) = await server.Operator.SendAsync(HttpMethod.Post, "/api/v1/users",
            $$"""{"name":"{{name}}","grants":{{grants}},"password":"{{Password}}"}""");
        Assert.True(status == HttpStatusCode.Created, body?.ToJsonString());
    }

    /// <summary>A client with a new key of a program.</summary>
    public static async Task<HttpClient> AddKeyAsync(this TestServer server, string name, string grants)
    {
        var (status, body) = await server.Operator.SendAsync(HttpMethod.Post, "/api/v1/keys",
            $$"""{"name":"{{name}}","grants":{{grants}},"program":true}""");
        Assert.True(status == HttpStatusCode.Created, body?.ToJsonString());
        return server.CreateClient((string)body!["key"]!);
    }

    /// <summary>Shows a name and a password.</summary>
    public static async Task<HttpResponseMessage> SignInAsync(
        this TestServer server, string name, string password, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sessions");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));
        foreach (var (header, value) in headers) request.Headers.TryAddWithoutValidation(header, value);
        using var client = server.CreateClient();
        return await client.SendAsync(request);
    }

    /// <summary>A client with the cookie of a new session.</summary>
    public static async Task<HttpClient> OpenSessionAsync(this TestServer server, string name, string password = Password)
    {
        using var answer = await server.SignInAsync(name, password);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var client = server.CreateClient();
        client.DefaultRequestHeaders.Add("Cookie", CookieOf(answer).Split(';')[0]);
        return client;
    }

    /// <summary>The cookie that an answer sets.</summary>
    public static string CookieOf(HttpResponseMessage answer) => answer.Headers.GetValues("Set-Cookie").Single();

    public static async Task<HttpStatusCode> TryAsync(this HttpClient client, string path = "/api/v1/me") =>
        (await client.SendAsync(HttpMethod.Get, path)).Status;

    /// <summary>Rows of a list by one member.</summary>
    public static IEnumerable<string?> Names(this JsonNode list, string rows, string member) =>
        list[rows]!.AsArray().Select(row => (string?)row![member]);
}
