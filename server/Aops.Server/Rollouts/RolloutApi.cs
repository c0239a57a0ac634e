using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Layers;

namespace Aops.Server.Rollouts;

/// <summary>The routes below <c>/api/v1/rollouts</c>.</summary>
internal static class RolloutApi
{
    private static readonly ApiParameter Id = ApiParameter.Path("id", "Id of the rollout.");

    public static ApiOperation List { get; } = new(ApiTag.Rollouts, "Lists rollouts, the newest first.")
    {
        Parameters =
        [
            ApiParameter.Text("state", "Their state, such as `running`."),
            ApiParameter.Text("layer", "Their layer: `fleet`, `group:NAME` or `host:ID`."),
            StandardParameters.Limit, StandardParameters.Cursor,
        ],
        Answers = [ApiAnswer.List<RolloutList>("The rollouts.")],
        Problems = ["no-such-layer", "not-acceptable"],
    };

    public static ApiOperation Create { get; } = new(
        ApiTag.Rollouts, "Makes a rollout of a layer and plans it; no host changes before its start.")
    {
        Description = "The body has a `layer`, and one of `document`, `patch` and `revision`. A dry run tells the plan.",
        Parameters = [StandardParameters.DryRun, LayerApi.Force, StandardParameters.IfMatch],
        Body = typeof(RolloutRequest),
        Answers =
        [
            ApiAnswer.Json<RolloutDetail>(201, "The rollout is planned.").WithLocation("The rollout."),
            ApiAnswer.Json<RolloutDetail>("What would be, of a dry run."),
        ],
        Problems = ["no-such-layer", "no-such-revision", "unsteady-query", "bad-query-language", "invalid"],
        TakesKey = true,
    };

    public static ApiOperation Show { get; } = new(
        ApiTag.Rollouts, "Shows a rollout: its plan, its stages with their hosts by state, and what failed by its cause.")
    {
        Parameters = [Id],
        Answers = [ApiAnswer.Json<RolloutDetail>("The rollout.")],
        Problems = ["no-such-rollout"],
    };

    public static ApiOperation Hosts { get; } = new(
        ApiTag.Rollouts, "Lists the hosts of a rollout in their order, each with its state and why.")
    {
        Parameters =
        [
            Id, ApiParameter.Text("state", "Their state, such as `rolled-back`."), StandardParameters.Limit,
            StandardParameters.Cursor,
        ],
        Answers = [ApiAnswer.List<RolloutHostList>("The hosts.")],
        Problems = ["no-such-rollout", "not-acceptable"],
    };

    public static ApiOperation Plan { get; } = Verb("Resolves a rollout to hosts again that has not started.", null);

    public static ApiOperation Start { get; } = Verb(
        "Starts a rollout that was planned: it waits for approval or its time, or runs.", typeof(StartRequest),
        "plan-changed", "layer-changed", "downgrade-not-permitted", "invalid") with { IsBodyOptional = false };

    public static ApiOperation Pause { get; } = Verb(
        "Stops a rollout for a while: hosts that have not switched get their order back.", typeof(VerbRequest));

    public static ApiOperation Resume { get; } = Verb(
        "Lets a rollout go on that is paused or halted; after a halt what was charged is not counted any more.",
        typeof(VerbRequest));

    public static ApiOperation Approve { get; } = Verb(
        "Approves a rollout that waits for it, or one of its stages; the word of who started it does not count.",
        typeof(StageVerbRequest), "layer-changed", "invalid");

    public static ApiOperation Skip { get; } = Verb(
        "Leaves a stage out: its hosts that were not ordered are passed by.", typeof(StageVerbRequest), "invalid")
        with { IsBodyOptional = false };

    public static ApiOperation Retry { get; } = Verb(
        "Gives hosts another try that were charged, or were hindered too often.", typeof(RetryRequest), "invalid");

    public static ApiOperation Abort { get; } = Verb(
        "Ends a rollout: hosts that have not switched get their order back, the others stay as they are.",
        typeof(VerbRequest));

    public static ApiOperation Undo { get; } = new(
        ApiTag.Rollouts, "Takes a rollout back by another one, which is started: over the hosts that have what it brought.")
    {
        Parameters = [Id, StandardParameters.DryRun],
        Body = typeof(VerbRequest),
        IsBodyOptional = true,
        Answers =
        [
            ApiAnswer.Json<RolloutDetail>(201, "The rollout that takes it back is started.").WithLocation("That rollout."),
            ApiAnswer.Json<RolloutDetail>("What would be, of a dry run."),
        ],
        Problems = ["no-such-rollout", "rollout-state", "layer-changed", "nothing-to-undo",
            "no-version-before", "downgrade-not-permitted", "invalid"],
        TakesKey = true,
    };

    private static ApiOperation Verb(string summary, Type? body, params string[] problems) =>
        new(ApiTag.Rollouts, summary)
        {
            Parameters = [Id, StandardParameters.DryRun],
            Body = body,
            IsBodyOptional = body is not null,
            Answers = [ApiAnswer.Json<RolloutDetail>("The rollout as it is now; of a dry run, as it would be.")],
            Problems = ["no-such-rollout", "rollout-state", .. problems],
            TakesKey = true,
        };
}
