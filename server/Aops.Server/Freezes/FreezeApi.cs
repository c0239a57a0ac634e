using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Freezes;

/// <summary>The routes of the freeze.</summary>
internal static class FreezeApi
{
    public static ApiOperation Show { get; } = new(ApiTag.Freeze, "Tells whether the fleet is frozen.")
    {
        Answers = [ApiAnswer.Json<FreezeView>("The freeze in force, or that there is none.")],
    };

    public static ApiOperation Begin { get; } = new(ApiTag.Freeze, "Freezes the fleet, or changes its freeze.")
    {
        Description = "While it holds, requests that change what hosts should be are refused as frozen, and rollouts stand: what " +
            "they ordered and a host has not switched to yet is withdrawn. Of runs no further host has its turn. A rollout " +
            "whose strategy has ignoresFreeze, and a run that has it, go on. Enrolment, silences, rollouts' own verbs and dry runs are not refused.",
        Parameters = [StandardParameters.DryRun],
        Body = typeof(FreezeRequest),
        Answers = [ApiAnswer.Json<FreezeView>("The freeze, or what would be of a dry run.")],
        Problems = ["invalid"],
    };

    public static ApiOperation End { get; } = new(ApiTag.Freeze, "Ends the freeze.")
    {
        Description = "Rollouts and runs that stood go on.",
        Parameters = [StandardParameters.DryRun],
        Answers = [ApiAnswer.Nothing("The fleet is not frozen any more, or would not be.")],
        Problems = ["not-frozen"],
    };
}
