using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Repository;

/// <summary>The routes of releases and of the signed repository.</summary>
internal static class RepositoryApi
{
    private static readonly ApiParameter Path = ApiParameter.Path(
        "path", "`metadata/[VERSION.]ROLE.json` or `targets/DIR/SHA256.NAME`.");

    public static ApiOperation Read { get; } = new(
        ApiTag.Open, "Sends a file of the repository, with Range, ETag and conditions.")
    {
        Description = "Files with a version or a hash in their name are immutable. What is staged is shown to operators alone.",
        Parameters = [Path],
        Answers =
        [
            ApiAnswer.File("application/octet-stream", "The file: a package as bytes, metadata as JSON.") with
            {
                MediaTypes = ["application/octet-stream", "application/json"], Headers = [("ETag", "Changes with the file.")],
            },
        ],
        Problems = ["no-such-file"],
    };

    public static ApiOperation Write { get; } = new(ApiTag.Releases, "Publishes a file of the repository, once it is verified.")
    {
        Parameters = [Path],
        FileBody = "application/octet-stream",
        Answers = [new ApiAnswer(201, "It is new."), ApiAnswer.Nothing("It was replaced, or is as it was.")],
        Problems =
        [
            "bad-path", "bad-metadata", "hash-mismatch", "incomplete", "rollback", "immutable", "disk-full",
            "too-large",
        ],
    };

    public static ApiOperation Download { get; } = new(
        ApiTag.Open, "Sends the published target `bootstrap/FILE`, with its SHA-256 in `x-content-sha256`.")
    {
        Parameters = [ApiParameter.Path("file", "Name of the file.")],
        Answers = [ApiAnswer.File("application/octet-stream", "The file.")],
        Problems = ["not-published", "not-verified"],
    };

    public static ApiOperation List { get; } = new(
        ApiTag.Releases, "Lists the releases that hosts find, under the name, the version and the signer by which they find them.")
    {
        Parameters =
        [
            ApiParameter.Text("kind", "`agent`, `subagent` or `bootstrap`."),
            ApiParameter.Text("name", "Name of the program."),
            StandardParameters.Limit, StandardParameters.Cursor,
        ],
        Answers = [ApiAnswer.List<ReleaseList>("The releases; `fault` says why hosts take nothing now.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation ListEarlier { get; } = List.Earlier("/api/v1/releases") with
    {
        Parameters = [],
        Answers = [ApiAnswer.Json<ReleaseList>("All of them.")],
    };
}
