using System.Globalization;
using Aops.Server.Http;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Audit.Trail;

/// <summary>Reads which rows a request asks for.</summary>
internal static class AuditRequest
{
    /// <summary>Reads the filter.</summary>
    /// <exception cref="RequestFault">A part of it is not understood.</exception>
    public static AuditFilter ReadFilter(HttpRequest request)
    {
        return new AuditFilter
        {
            Kinds = request.WordsOf("kind", AuditKinds.All),
            Actor = request.Word("actor"),
            Object = request.Word("object"),
            HostId = request.Word("host"),
            RequestId = request.Word("request"),
            Since = ReadTime(request, "since"),
            Until = ReadTime(request, "until"),
        };
    }

    /// <summary>The id in the path.</summary>
    /// <exception cref="RequestFault">It is none.</exception>
    public static long ReadId(HttpContext context)
    {
        var text = (string?)context.Request.RouteValues[AuditApi.Id.Name];
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw NoSuchRow(text);
    }

    /// <summary>That there is no such row.</summary>
    public static RequestFault NoSuchRow(string? id) => new(ProblemKinds.NotFound(
        "no-such-audit-row", $"The audit has no row {id}.", "GET /api/v1/audit/head tells the newest one."));

    /// <summary>That there is no row at all: a server of an earlier version had no audit.</summary>
    public static RequestFault NoRow => new(ProblemKinds.NotFound(
        "no-such-audit-row", "The audit has no row yet.", "The next change of what operators decide adds the first."));

    private static DateTimeOffset? ReadTime(HttpRequest request, string name)
    {
        if (request.Word(name) is not { } text) return null;
        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, styles, out var time)
            ? time
            : throw new RequestFault(ProblemKinds.BadQuery($"?{name}= takes a time, as 2026-11-27T00:00:00Z, and not '{text}'."));
    }
}
