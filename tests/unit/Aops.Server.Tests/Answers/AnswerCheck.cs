using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;

namespace Aops.Server.Tests.Answers;

/// <summary>
/// Compares each answer that a test gets with what the document says of its operation: status, media type, headers, and the
/// JSON with its schema. An answer that is another fails the test.
/// </summary>
/// <param name="checkedAnswers">Gets the name of the operation and the status of each answer that was as it should be.</param>
internal sealed class AnswerCheck(HttpMessageHandler inner, ConcurrentDictionary<(string Operation, int Status), bool> checkedAnswers)
    : DelegatingHandler(inner)
{
    private const string Json = "application/json";
    private const string ProblemJson = "application/problem+json";
    private const string Ndjson = "application/x-ndjson";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (DocumentedApi.Find(request.Method.Method, request.RequestUri!.AbsolutePath) is not { } operation) return answer;
        if (await FindFaultAsync(operation, answer, cancellationToken) is { } fault)
            Assert.Fail($"the answer to {request.Method} {request.RequestUri.PathAndQuery} is not as openapi.json says of {operation.Name}: {fault}");
        checkedAnswers[(operation.Name, (int)answer.StatusCode)] = true;
        return answer;
    }

    private static async Task<string?> FindFaultAsync(
        DocumentedOperation operation, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (IsOfHttp(answer.StatusCode)) return null;
        if (operation.Node["responses"]?[$"{(int)answer.StatusCode}"] is not { } documented)
            return $"the status {(int)answer.StatusCode} ({await answer.Content.ReadAsStringAsync(cancellationToken)})";
        var isDry = answer.RequestMessage?.RequestUri?.Query.Contains("dry_run", StringComparison.Ordinal) == true;
        var missing = isDry ? null : documented["headers"]?.AsObject().Select(header => header.Key)
            .FirstOrDefault(name => name != "Link" && !Has(answer, name)
                // A change that waits for approval has no revision yet.
                && (name != "ETag" || answer.StatusCode != HttpStatusCode.Accepted));
        if (missing is not null) return $"the header {missing} is missing";
        var media = answer.Content.Headers.ContentType?.MediaType;
        var content = documented["content"]?.AsObject();
        if (content is null) return media is null ? null : $"{media} where there is no body";
        if (media is null) return operation.Method == "HEAD" || IsOfKestrel(answer) ? null : "there is no media type";
        // A person before a browser is told a problem as a page.
        if (media == "text/html" && (int)answer.StatusCode >= 400 && content.ContainsKey(ProblemJson)
            && answer.RequestMessage!.Headers.Accept.Any(type => type.MediaType == media))
        {
            return null;
        }
        if (content.FirstOrDefault(known => known.Key.Split(';')[0] == media).Key is not { } form) return $"{media} is not named";
        if (media is not (Json or ProblemJson or Ndjson) || operation.Method == "HEAD") return null;
        var schema = (content[Json] ?? content[form])!["schema"];
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (schema is null) return null;
        return media == Ndjson ? FindFaultOfRows(text, schema) : SchemaCheck.FindFault(JsonNode.Parse(text), schema);
    }

    // Statuses of HTTP itself, which belong to no operation.
    private static bool IsOfHttp(HttpStatusCode status) =>
        status is HttpStatusCode.NotModified or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable;

    // A request that no route has seen, as its head is none.
    private static bool IsOfKestrel(HttpResponseMessage answer) =>
        answer is { StatusCode: HttpStatusCode.BadRequest, Content.Headers.ContentLength: 0 };

    private static bool Has(HttpResponseMessage answer, string name) =>
        answer.Headers.NonValidated.Contains(name) || answer.Content.Headers.NonValidated.Contains(name);

    // A row is one of the list that a page has.
    private static string? FindFaultOfRows(string text, JsonNode page)
    {
        var name = ((string)page["$ref"]!).Split('/')[^1];
        var row = DocumentedApi.Document["components"]!["schemas"]![name]!["properties"]!.AsObject()
            .First(member => (string?)member.Value!["type"] == "array").Value!["items"]!;
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => SchemaCheck.FindFault(JsonNode.Parse(line), row)).FirstOrDefault(fault => fault is not null);
    }
}
