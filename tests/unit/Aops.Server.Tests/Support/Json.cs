using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Aops.Server.Tests.Support;

/// <summary>Requests and answers as plain JSON: what is on the wire, and not what our own records make of it.</summary>
internal static class Json
{
    public static async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(
        this HttpClient client, HttpMethod method, string path, string? body = null,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = text.Length > 0
            && response.Content.Headers.ContentType?.MediaType is ("application/json" or "application/problem+json");
        return (response.StatusCode, isJson ? JsonNode.Parse(text) : null);
    }

    public static async Task<JsonNode> GetOkAsync(this HttpClient client, string path)
    {
        var (status, body) = await client.SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, status);
        return body!;
    }

    public static async Task<JsonNode> PutOkAsync(this HttpClient client, string path, string body)
    {
        var (status, answer) = await client.SendAsync(HttpMethod.Put, path, body);
        Assert.True(status == HttpStatusCode.OK, answer?.ToJsonString());
        return answer!;
    }

    public static void AssertProblem(
        this (HttpStatusCode Status, JsonNode? Body) answer, HttpStatusCode status, string kind)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal((int)status, (int)answer.Body!["status"]!);
        Assert.Equal($"urn:aops:problem:{kind}", (string?)answer.Body["type"]);
        Assert.False(string.IsNullOrEmpty((string?)answer.Body["title"]));
        Assert.False(string.IsNullOrEmpty((string?)answer.Body["detail"]));
    }

    /// <summary>A problem with its code, that says what is wrong and what to do.</summary>
    public static void AssertProblem(
        this (HttpStatusCode Status, JsonNode? Body) answer, int status, string code, string detail, string fix)
    {
        answer.AssertProblem((HttpStatusCode)status, code);
        Assert.Equal(code, (string?)answer.Body!["code"]);
        Assert.Contains(detail, (string?)answer.Body["detail"], StringComparison.Ordinal);
        Assert.Contains(fix, (string?)answer.Body["fix"] ?? "", StringComparison.Ordinal);
    }

    /// <summary>Sends a wrong request, whose answer is a problem with its code, that says what is wrong and what to do.</summary>
    public static async Task AssertRefusedAsync(
        this HttpClient client, string method, string path, string? body, int status, string code, string detail, string fix)
    {
        var answer = await client.SendAsync(new HttpMethod(method), path, body);

        answer.AssertProblem(status, code, detail, fix);
    }
}
