using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.People;

/// <summary>The routes of users.</summary>
internal static class UserApi
{
    private const string Tag = "The revision of the user.";

    private static readonly ApiParameter Name = ApiParameter.Path("name", "Name of the user.");

    public static ApiOperation List { get; } = new(ApiTag.Access, "Lists users by name.")
    {
        Parameters = [StandardParameters.Limit, StandardParameters.Cursor],
        Answers = [ApiAnswer.List<UserList>("The users, without passwords.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation Create { get; } = new(ApiTag.Access, "Adds a user.")
    {
        Description = "A user without a password cannot sign in until an admin sets one.",
        Parameters = [StandardParameters.DryRun],
        Body = typeof(UserRequest),
        Answers =
        [
            ApiAnswer.Json<UserView>(201, "The user.").WithTag(Tag).WithLocation("The user."),
            ApiAnswer.Json<UserView>("What the user would be, of a dry run.").WithTag(Tag),
        ],
        Problems = ["name-taken", "too-many-users", "invalid"],
        TakesKey = true,
    };

    public static ApiOperation Show { get; } = new(ApiTag.Access, "Shows a user.")
    {
        Parameters = [Name],
        Answers = [ApiAnswer.Json<UserView>("The user.").WithTag(Tag)],
        Problems = ["no-such-user"],
    };

    public static ApiOperation Replace { get; } = new(
        ApiTag.Access, "Changes a user as a whole; it applies to the next request.")
    {
        Description = "A new password, or `disabled`, ends the user's sessions; any write ends a lock after wrong " +
            "passwords.",
        Parameters = [Name, StandardParameters.DryRun, StandardParameters.IfMatch],
        Body = typeof(UserRequest),
        Answers = [ApiAnswer.Json<UserView>("The user.").WithTag(Tag)],
        Problems = ["no-such-user", "last-admin", "invalid"],
    };

    public static ApiOperation Remove { get; } = new(ApiTag.Access, "Removes a user with sessions and keys.")
    {
        Parameters = [Name, StandardParameters.DryRun, StandardParameters.IfMatch],
        Answers = [ApiAnswer.Nothing("The user is gone, or would be.")],
        Problems = ["no-such-user", "last-admin"],
    };
}
