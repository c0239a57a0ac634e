using Aops.Server.Api;
using Aops.Server.Hosts;
using Aops.Server.Hosts.Listing;
using Aops.Server.Http;

namespace Aops.Server.Groups;

/// <summary>The routes below <c>/api/v1/groups</c>.</summary>
internal static class GroupApi
{
    private const string Tag = "The revision of the group.";

    private static readonly ApiParameter Name = ApiParameter.Path("name", "Name of the group.");

    private static readonly IReadOnlyList<string> WriteProblems =
        ["bad-query-language", "rank-taken", "unsteady-query", "invalid"];

    public static ApiOperation List { get; } = new(ApiTag.Groups, "Lists groups by ascending rank.")
    {
        Parameters =
        [
            StandardParameters.Limit, StandardParameters.Cursor,
            ApiParameter.Flag("count", "Whether to count the members of each."),
        ],
        Answers = [ApiAnswer.List<GroupList>("The groups.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation Show { get; } = new(ApiTag.Groups, "Shows a group, with the number of its members.")
    {
        Parameters = [Name],
        Answers = [ApiAnswer.Json<GroupView>("The group.").WithTag(Tag)],
        Problems = ["no-such-group"],
    };

    public static ApiOperation Hosts { get; } = new(ApiTag.Groups, "Lists the members of a group, as hosts are listed.")
    {
        Parameters = [Name, .. HostApi.ListParameters],
        Answers = [ApiAnswer.List<HostList>("Its members; `q` narrows them.")],
        Problems = ["no-such-group", "not-acceptable"],
    };

    public static ApiOperation Create { get; } = new(ApiTag.Groups, "Makes a group.")
    {
        Parameters = [StandardParameters.DryRun],
        Body = typeof(GroupRequest),
        Answers =
        [
            ApiAnswer.Json<GroupReply>(201, "The group was made.").WithTag(Tag).WithLocation("The group."),
            ApiAnswer.Json<GroupReply>("What would be, of a dry run."),
        ],
        Problems = [.. WriteProblems, "group-exists", "too-many-groups"],
        TakesKey = true,
    };

    public static ApiOperation Replace { get; } = new(ApiTag.Groups, "Writes the query, the rank and the note of a group.")
    {
        Parameters = [Name, StandardParameters.DryRun, StandardParameters.IfMatch],
        Body = typeof(GroupRequest),
        Answers = [ApiAnswer.Json<GroupReply>("The group was written.").WithTag(Tag)],
        Problems = [.. WriteProblems, "no-such-group"],
    };

    public static ApiOperation Remove { get; } = new(ApiTag.Groups, "Removes a group; hosts stay.")
    {
        Parameters = [Name, StandardParameters.DryRun, StandardParameters.IfMatch],
        Answers = [ApiAnswer.Nothing("The group is gone, or would be.")],
        Problems = ["no-such-group", "layer-in-use"],
    };
}
