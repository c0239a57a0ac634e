using Aops.Contracts.Wire;

namespace Aops.Server.Problems;

/// <summary>The problems of this server, as <c>docs/API.md</c> lists them.</summary>
internal static class ProblemKinds
{
    private const string Urn = "urn:aops:problem:";

    public static Problem BadToken(string detail) =>
        Make(401, "bad-token", "The token is refused", detail);

    public static Problem NotFound(string kind, string detail) => Make(404, kind, "Not found", detail);

    public static Problem BadJson(string detail) =>
        Make(400, "bad-json", "The body is not the JSON that is expected here", detail);

    public static Problem BadQuery(string detail) =>
        Make(400, "bad-query", "The query is not understood", detail);

    public static Problem Conflict(string kind, string detail) =>
        Make(409, kind, "The request conflicts with what is there", detail);

    public static Problem ClonePending(string agentId) => new()
    {
        Type = Problem.ClonePending,
        Title = "A clone waits for consent",
        Status = 409,
        Detail = $"This machine is one more clone of {agentId} and waits for the operator's consent to an identity of " +
            "its own: approve it in the console or by POST /api/clones/ID/approve, or install with an enrolment token.",
    };

    public static Problem CloneRefused(string agentId) => Make(
        403, "clone-refused", "The clone is refused",
        $"The operator refuses an identity of its own to this clone of {agentId}.");

    public static Problem TooLarge(long bytesMax) => Make(
        413, "too-large", "The body is too large", $"At most {bytesMax} bytes are accepted here.");

    public static Problem Invalid(IReadOnlyDictionary<string, string[]> errors) => new()
    {
        Type = Urn + "invalid",
        Title = "The body is understood, but not acceptable",
        Status = 422,
        Detail = "Nothing was changed. " + string.Join(" ", errors.SelectMany(
            field => field.Value.Select(error => $"{field.Key}: {error}."))),
        Errors = errors,
    };

    public static Problem StorageFailed { get; } = Make(
        503, "storage", "The server cannot store this now",
        "Writing the database failed; the server's log says why. Nothing was changed, try again.");

    public static Problem Internal { get; } = Make(
        500, "internal", "The server failed", "This is a fault of the server; its log has the details.");

    public static Problem Make(int status, string kind, string title, string detail) => new()
    {
        Type = Urn + kind,
        Title = title,
        Status = status,
        Detail = detail,
    };
}
