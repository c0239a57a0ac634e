using Aops.Contracts.Wire;
using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Commands;

/// <summary>The routes of commands.</summary>
internal static class CommandApi
{
    private static readonly ApiParameter Id = ApiParameter.Path("id", "Id of the command.");

    private const string Path = "/api/v1/hosts/{id}/commands";

    public static ApiOperation Add { get; } = new(
        ApiTag.Commands, "Gives a host a command, which it runs at most once.")
    {
        Parameters = [StandardParameters.HostId, StandardParameters.DryRun],
        Body = typeof(CommandRequest),
        Answers =
        [
            ApiAnswer.Json<CommandView>(202, "The command waits for the host."),
            ApiAnswer.Json<CommandView>("What would be, of a dry run."),
        ],
        Problems = ["no-such-host", "too-many-commands", "invalid"],
        TakesKey = true,
    };

    public static ApiOperation AddEarlier { get; } = Add.Earlier(Path) with
    {
        Parameters = [StandardParameters.AgentId],
        Answers = [ApiAnswer.Json<CommandView>(202, "The command waits for the host.")],
        Problems = ["no-such-agent", "too-many-commands", "invalid"],
    };

    public static ApiOperation List { get; } = new(ApiTag.Commands, "Lists the commands of a host, the newest first.")
    {
        Parameters = [StandardParameters.HostId, StandardParameters.Limit, StandardParameters.Cursor],
        Answers = [ApiAnswer.List<CommandList>("The commands, with their results.")],
        Problems = ["no-such-host", "not-acceptable"],
    };

    public static ApiOperation ListEarlier { get; } = List.Earlier(Path) with
    {
        Parameters = [StandardParameters.AgentId, StandardParameters.Limit, StandardParameters.Cursor],
        Problems = ["no-such-agent", "not-acceptable"],
    };

    public static ApiOperation TakeResult { get; } = new(
        ApiTag.Agents, "Takes the result of a command; the first one stays, and repeating it is no fault.")
    {
        Parameters = [Id],
        Body = typeof(CommandResult),
        Answers = [ApiAnswer.Nothing("The result is stored.")],
        Problems = ["no-such-command"],
    };

    public static ApiOperation TakeLog { get; } = new(
        ApiTag.Agents, "Takes a piece of what a command collected; pieces are joined, up to 262,144 characters.")
    {
        Parameters = [Id],
        Body = typeof(CommandLog),
        Answers = [ApiAnswer.Nothing("The piece is stored.")],
        Problems = ["no-such-command"],
    };
}
