using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.People;

/// <summary>The routes of API keys.</summary>
internal static class KeyApi
{
    private static readonly ApiParameter Id = ApiParameter.Path("id", "Id of the key.");

    public static ApiOperation List { get; } = new(
        ApiTag.Access, "Lists keys in force by name: one's own, and to admins all.")
    {
        Parameters = [StandardParameters.Limit, StandardParameters.Cursor],
        Answers = [ApiAnswer.List<KeyList>("The keys, without what they are known by.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation Create { get; } = new(
        ApiTag.Access, "Makes a key, which is shown in this answer alone.")
    {
        Description = "A key of a user is bounded by what the user may at the time of each request, and ends with the " +
            "user. Grants must say in their scopes what the scopes of the one who makes it say.",
        Parameters = [StandardParameters.DryRun],
        Body = typeof(KeyRequest),
        Answers =
        [
            ApiAnswer.Json<KeyCreated>(201, "The key and its details.").WithLocation("The key."),
            ApiAnswer.Json<KeyCreated>("What it would be, of a dry run."),
        ],
        Problems = ["name-taken", "too-many-keys", "outside-scope", "invalid"],
        TakesKey = true,
    };

    public static ApiOperation Show { get; } = new(ApiTag.Access, "Shows a key.")
    {
        Parameters = [Id],
        Answers = [ApiAnswer.Json<KeyView>("The key, without what it is known by.")],
        Problems = ["no-such-key"],
    };

    public static ApiOperation Revoke { get; } = new(
        ApiTag.Access, "Revokes a key; it applies to the next request.")
    {
        Parameters = [Id, StandardParameters.DryRun],
        Answers = [ApiAnswer.Nothing("The key is void, or would be.")],
        Problems = ["no-such-key", "last-admin"],
    };
}
