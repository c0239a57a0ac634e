using Aops.Contracts.Wire;
using Aops.Server.Http;
using Aops.Server.Layers;
using Aops.Server.Problems;

namespace Aops.Server.Freezes;

/// <summary>What a client is told about the freeze of the fleet.</summary>
internal static class FreezeProblems
{
    public static Problem Frozen(Freeze freeze) => ProblemKinds.Conflict(
        "frozen",
        $"The fleet is frozen by {freeze.Author} since {JsonTime.Of(freeze.Since)}" +
        $"{(freeze.Until is { } until ? $", until {JsonTime.Of(until)}" : "")}: {freeze.Reason}. Nothing was changed.",
        "End the freeze by DELETE /api/v1/freeze, or start a rollout whose strategy ignores it.");

    public static RequestFault NotFrozen => new(ProblemKinds.NotFound("not-frozen", "The fleet is not frozen."));
}
