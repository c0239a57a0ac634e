using Aops.Contracts.Wire;
using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Commands;

/// <summary>The routes of commands.</summary>
internal static class CommandApi
{
    private static readonly ApiParameter Id = ApiParameter.Path("id", "Id of the command.");

    public static ApiOperation AddEarlier { get; } = new(
        ApiTag.Earlier, "Gives a host a command, which it runs at most once; 64 wait for one host at most.")
    {
        Parameters = [StandardParameters.AgentId],
        Body = typeof(CommandRequest),
        Answers = [ApiAnswer.Json<CommandView>(202, "The command waits for the host.")],
        Problems = ["no-such-agent", "too-many-commands", "invalid"],
    };

    public static ApiOperation ListEarlier { get; } = new(ApiTag.Earlier, "Lists the commands of a host, the newest first.")
    {
        Parameters = [StandardParameters.AgentId, StandardParameters.Limit],
        Answers = [ApiAnswer.Json<CommandList>("The commands, with their results.")],
        Problems = ["no-such-agent"],
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
