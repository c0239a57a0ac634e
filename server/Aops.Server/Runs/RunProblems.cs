using System.Globalization;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Freezes;
using Aops.Server.Layers;
using Aops.Server.Problems;

namespace Aops.Server.Runs;

/// <summary>What a client is told whose request for a run was refused.</summary>
internal static class RunProblems
{
    /// <summary>There is no such run, or none that the sender may read.</summary>
    public static RequestFault NoSuchRun(string id) => new(ProblemKinds.Make(
        404, "no-such-run", "Not found", $"No run has the id {id}.", "GET /api/v1/runs lists them."));

    /// <summary>A run does not have a host.</summary>
    public static RequestFault NoSuchRunHost(string id, string agentId) => new(ProblemKinds.Make(
        404, "no-such-run-host", "Not found", $"The run {id} has no host with the id {agentId}.",
        $"GET /api/v1/runs/{id}/hosts lists those that it has."));

    /// <summary>An agent tells of a run that it does not have.</summary>
    public static RequestFault NoSuchRunOfHost(string id) => new(ProblemKinds.NotFound(
        "no-such-run", $"This agent has no run {id}; what it tells of it is not needed."));

    /// <summary>A runbook cannot be run.</summary>
    /// <param name="sentence">Why; <c>{0}</c> is its name and version.</param>
    public static RequestFault NoSuchRunbook(RunbookReference runbook, string sentence) => new(ProblemKinds.Make(
        404, "no-such-runbook", "Not found",
        string.Format(CultureInfo.InvariantCulture, sentence, $"{runbook.Name} {runbook.Version}"),
        "GET /api/v1/runbooks lists those that are published."));

    /// <summary>The plan that was seen is not the one of now.</summary>
    public static RequestFault OtherPlan(StartOutcome.OtherPlan now) => new(ProblemKinds.Conflict(
        "plan-changed",
        $"planHash names another plan than {now.PlanHash}, which is that of now, with {now.Hosts} hosts. Nothing was started.",
        "Send the request with ?dry_run=1 again, look at its plan, and decide again."));

    /// <summary>The fleet is frozen.</summary>
    public static RequestFault Frozen(Freeze freeze) => new(FreezeProblems.Frozen(freeze) with
    {
        Fix = "End the freeze by DELETE /api/v1/freeze, or send the request with ignoresFreeze ('--ignore-freeze').",
    });

    /// <summary>As many runs are open as may be.</summary>
    public static RequestFault TooMany => new(ProblemKinds.Conflict(
        "too-many-runs", $"{FleetLimits.OpenRunsMax} runs have not ended. Nothing was started.",
        "Wait for some, or cancel some: GET /api/v1/runs?state=running lists them."));

    /// <summary>A run of a deployment has not ended.</summary>
    public static RequestFault DeploymentBusy(string deployment, string runId) => new(ProblemKinds.Conflict(
        "deployment-busy", $"The run {runId} of the deployment {deployment} has not ended. Nothing was changed.",
        $"Wait for its end, or cancel it by POST /api/v1/runs/{runId}/cancel."));

    /// <summary>The state of a run does not take a verb.</summary>
    public static RequestFault WrongState(string sentence, string fix) => new(ProblemKinds.Conflict(
        "run-state", $"{sentence} Nothing was changed.", fix));

    /// <summary>A body is not what hosts' output is made of.</summary>
    public static RequestFault BadFrames(string detail) => new(ProblemKinds.Make(
        400, "bad-frames", "The body is no output", detail, "Send whole frames, each with its header of 13 bytes."));

    /// <summary>The disk has no room for output.</summary>
    public static RequestFault DiskFull(long bytes) => new(ProblemKinds.Make(
        507, "disk-full", "The server's disk is full",
        $"{bytes} bytes of output were sent, and the disk of the data folder has no room for them; nothing was stored.",
        "Send them again later."));

    /// <summary>The output of all runs takes what it may.</summary>
    public static RequestFault OutputFull(long bytesMax) => new(ProblemKinds.Make(
        507, "output-full", "The output of runs takes all of its room",
        $"The output of all runs may take {bytesMax} bytes (--run-output-gib); nothing was stored.",
        "Send them again later: that of runs that have ended makes way."), ServerLimits.BusyRetryAfter);

    /// <summary>The output of a run was deleted to make room.</summary>
    public static RequestFault OutputDropped(string id) => new(ProblemKinds.NotFound(
        "output-dropped", $"The output of the run {id} was deleted to make room; no more of it is needed."));

    /// <summary>No frame begins at an offset.</summary>
    public static RequestFault BadOffset => new(ProblemKinds.BadQuery(
        "?offset= takes what an answer gave as new_offset, or 0."));
}
