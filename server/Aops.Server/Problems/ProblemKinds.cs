using Aops.Contracts.Wire;
using Aops.Query;
using Aops.Server.Storage;

namespace Aops.Server.Problems;

/// <summary>The problems of this server, as <c>docs/reference/API.md</c> lists them.</summary>
internal static class ProblemKinds
{
    private const string Urn = "urn:aops:problem:";

    public static Problem BadToken(string detail) =>
        Make(401, "bad-token", "The token is refused", detail);

    public static Problem NotFound(string kind, string detail, string? fix = null) =>
        Make(404, kind, "Not found", detail, fix);

    /// <param name="detail">What is wrong, with or without a full stop.</param>
    public static Problem BadJson(string detail) => Make(
        400, "bad-json", "The body is not the JSON that is expected here", detail is [.., '.' or '?'] ? detail : detail + ".");

    public static Problem BadQuery(string detail) =>
        Make(400, "bad-query", "The query is not understood", detail);

    public static Problem WrongQuery(QueryException fault) => Make(
        400, "bad-query-language", "The query is not understood", $"?q=: {fault.Message}{(fault.Message.EndsWith('?') ? "" : ".")}",
        fault.Suggestion is { } meant
            ? $"Write {meant}, or see GET /api/v1/fields for what hosts can be found by."
            : "See GET /api/v1/fields for what hosts can be found by.") with { Position = fault.Position };

    /// <summary>A word that is none of those known.</summary>
    /// <param name="parameter">Where it stands; empty for the name of a parameter.</param>
    /// <param name="known">What is known there.</param>
    /// <param name="closest">What was perhaps meant.</param>
    public static Problem UnknownWord(
        string parameter, string word, IEnumerable<string> known, string? closest) => Make(
        400, "bad-query", "The query is not understood",
        parameter.Length == 0 ? $"There is no parameter ?{word}= here." : $"?{parameter}= does not take '{word}'.",
        (closest is null ? "" : $"Did you mean {closest}? ") + $"It takes {string.Join(", ", known)}.");

    public static Problem BadCursor { get; } = Make(
        400, "bad-cursor", "The cursor is not one of this query",
        "?cursor= takes what an answer with the same q and sort gave as its next page.",
        "Leave cursor away to begin with the first page.");

    public static Problem NotAcceptable(string standard, IEnumerable<string> others) => Make(
        406, "not-acceptable", "There is no such form",
        "The header Accept names no media type that this is given in.",
        $"Ask for {standard}, {string.Join(" or ", others)}.");

    public static Problem NoSuchHost(string id) => Make(
        404, "no-such-host", "Not found", $"No host has the id {id}.", "GET /api/v1/hosts lists them.");

    public static Problem Conflict(string kind, string detail, string? fix = null) =>
        Make(409, kind, "The request conflicts with what is there", detail, fix);

    /// <summary>A write was made for a revision that is not the newest any more.</summary>
    public static Problem OtherRevision(string detail, string? fix = null) =>
        Make(412, "revision", "Another operator changed it", detail, fix);

    public static Problem ClonePending(string agentId) => Make(
        409, "clone-pending", "A clone waits for consent",
        $"This machine is one more clone of {agentId} and waits for the operator's consent to an identity of " +
        "its own: approve it in the console or by POST /api/clones/ID/approve, or install with an enrolment token.");

    public static Problem CloneRefused(string agentId) => Make(
        403, "clone-refused", "The clone is refused",
        $"The operator refuses an identity of its own to this clone of {agentId}.");

    public static Problem TooLarge(long bytesMax) => Make(
        413, "too-large", "The body is too large", $"At most {bytesMax} bytes are accepted here.");

    public static Problem TooComplex(int valuesMax) => Make(
        413, "too-complex", "The body has too many values", $"At most {valuesMax} names and values are accepted here.");

    public static Problem TooMany(string detail) =>
        Make(429, "too-many-requests", "Too many requests", $"{detail} Retry-After says how long to wait.");

    public static Problem Busy(string detail) =>
        Make(503, "busy", "The server is busy", $"{detail} Nothing was changed, try again.");

    public static Problem TooSlow { get; } = Make(
        408, "too-slow", "The body came too slowly", "It was not complete in time; nothing was changed, try again.");

    public static Problem Invalid(IReadOnlyDictionary<string, string[]> errors) => Make(
        422, "invalid", "The body is understood, but not acceptable",
        "Nothing was changed. " + string.Join(" ", errors.SelectMany(
            field => field.Value.Select(error => $"{field.Key}: {error}.")))) with { Errors = errors };

    public static Problem StorageFailed(StoreException fault) => Make(
        503, "storage", "The server cannot store this now", fault switch
        {
            { IsOutcomeKnown: false } =>
                "The database went away while this was being stored: it was done as a whole, or not at all. Read how it " +
                "is, then try again.",
            { Kind: StoreFaultKind.Unreachable } =>
                "The database does not answer; the server tries to reach it. Nothing was changed, try again.",
            { Kind: StoreFaultKind.Full } =>
                "The database has no room left. Nothing was changed, make room and try again.",
            { Kind: StoreFaultKind.Busy } =>
                "Another process keeps the database busy. Nothing was changed, try again.",
            _ => "Writing the database failed; the server's log says why. Nothing was changed, try again.",
        });

    public static Problem Internal { get; } = Make(
        500, "internal", "The server failed", "This is a fault of the server; its log has the details.");

    public static Problem Make(int status, string kind, string title, string detail, string? fix = null) => new()
    {
        Type = Urn + kind,
        Code = kind,
        Title = title,
        Status = status,
        Detail = detail,
        Fix = fix,
    };
}
