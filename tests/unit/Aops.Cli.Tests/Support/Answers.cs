using System.Net;
using System.Text;

namespace Aops.Cli.Tests.Support;

/// <summary>A server of prepared answers; it notes what it was asked.</summary>
internal sealed class Answers(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
{
    private int _next;

    public List<(string Line, string? Key, string? Match)> Asked { get; } = [];

    public static Func<HttpResponseMessage> Json(string json, int status = 200, int? retryAfter = null) => () =>
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (retryAfter is { } seconds) answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        return answer;
    };

    /// <summary>The connection breaks before an answer comes.</summary>
    public static HttpResponseMessage Broken() =>
        throw new HttpRequestException(HttpRequestError.ResponseEnded, "the response ended");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked.Add(($"{request.Method} {request.RequestUri!.PathAndQuery}", One(request, "Idempotency-Key"), One(request, "If-Match")));
        return Task.FromResult(answers[Math.Min(_next++, answers.Length - 1)]());
    }

    private static string? One(HttpRequestMessage request, string header) =>
        request.Headers.TryGetValues(header, out var values) ? values.Single() : null;
}
