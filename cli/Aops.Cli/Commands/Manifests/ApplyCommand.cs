using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Rollouts;
using Aops.Cli.Commands.Work;
using Aops.Cli.Faults;

namespace Aops.Cli.Commands.Manifests;

/// <summary><c>aops apply</c>: makes records of the server what files say; <c>aops diff</c> tells what that would change.</summary>
internal static class ApplyCommand
{
    /// <summary><c>aops apply</c>.</summary>
    public static Command Create(CliShell shell)
    {
        var (parts, yes, dryRun, wait) = (new ManifestOptions(), Words.Yes(), Words.DryRun(), Words.Wait());
        var command = new Command(
            "apply", "Makes groups, desired states, deployments, schedules and rules of alerts and approvals what files say.");
        parts.AddTo(command);
        foreach (var option in new Option[] { yes, dryRun, wait }) command.Add(option);
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var plan = await parts.PlanAsync(shell, parsed, api, cancellationToken);
            foreach (var line in plan.Lines()) shell.Terminal.Say(line);
            if (!plan.Changing.Any() || parsed.GetValue(dryRun))
            {
                Reply.Write(shell, parsed, plan.Describe(), plan.Changing.Any()
                    ? $"{plan.Summary()}; nothing was changed"
                    : "the server has all of it already; nothing was changed");
                return CliExitCodes.Ok;
            }
            var deeds = plan.Hosts + plan.All.Count(change => change.Deed == ManifestDeed.Remove);
            Consent.Ask(shell.Terminal, plan.Summary(), deeds, parsed.GetValue(yes));
            var (done, fault) = await ApplyAsync(shell, plan, cancellationToken);
            var applied = done.Select(one => one.Applied).ToList();
            Reply.Write(shell, parsed, Describe(plan, done), string.Join('\n', applied.Select(one => one.Sentence)));
            if (fault is not null) throw fault;
            return await FollowAsync(shell, api, applied, parsed.GetValue(wait), cancellationToken);
        });
        return command;
    }

    /// <summary><c>aops diff</c>.</summary>
    public static Command CreateDiff(CliShell shell)
    {
        var parts = new ManifestOptions();
        var fails = new Option<bool>("--exit-code") { Description = "Exits with 1 where something differs." };
        var command = new Command("diff", "Tells what 'apply' would change, and on how many hosts; fails where it would.");
        parts.AddTo(command);
        command.Add(fails);
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var plan = await parts.PlanAsync(shell, parsed, api, cancellationToken);
            var differs = plan.Changing.Any();
            Reply.Write(shell, parsed, plan.Describe(), differs ? string.Join('\n', [.. plan.Lines(), plan.Summary()]) : "no difference");
            return differs && parsed.GetValue(fails) ? CliExitCodes.Error : CliExitCodes.Ok;
        });
        return command;
    }

    // Each is done by itself: what was done before a fault stays, and the same command goes on with the rest.
    private static async Task<(List<Done> Done, CliException? Fault)> ApplyAsync(
        CliShell shell, ManifestPlan plan, CancellationToken cancellationToken)
    {
        var (done, waiting) = (new List<Done>(), new List<CliException>());
        var changes = plan.Changing.ToList();
        foreach (var change in changes)
        {
            try
            {
                done.Add(new Done(change, await change.ApplyAsync(cancellationToken)));
            }
            catch (CliException e) when (e.Code == AwaitedApproval.Code)
            {
                shell.Terminal.Say($"{change.Title}: {e.Message}");
                waiting.Add(e);
            }
            catch (CliException e)
            {
                if (done.Count + waiting.Count == 0) return (done, e);
                var place = change.Manifest.Place is { Length: > 0 } named ? $"{named}: " : "";
                return (done, new CliException(CliExitCodes.PartlyFailed,
                    $"{place}{change.Title}: {e.Message}; {done.Count} of {changes.Count} changes were made",
                    e.Fix ?? "the same command goes on with the rest", e));
            }
        }
        return (done, waiting.Count == 0 ? null : new CliException(CliExitCodes.TimeRanOut,
            $"{waiting.Count} of {changes.Count} changes wait for another person", waiting[^1].Fix));
    }

    private static JsonObject Describe(ManifestPlan plan, List<Done> done)
    {
        var document = plan.Describe();
        foreach (var (change, described) in plan.All.Zip(document["documents"]!.AsArray()))
        {
            if (done.FirstOrDefault(one => one.Change == change)?.Applied is not { } applied) continue;
            described!["done"] = true;
            if (applied.Operation is { } operation) described["operation"] = operation;
            if (applied.Rollout is { } rollout) described["rollout"] = rollout;
        }
        return document;
    }

    private static async Task<int> FollowAsync(
        CliShell shell, OperatorApi api, List<AppliedChange> done, bool waits, CancellationToken cancellationToken)
    {
        var code = CliExitCodes.Ok;
        foreach (var change in done)
        {
            await OperationFollower.FollowAsync(shell, api, change.Operation, waits, cancellationToken);
            if (change.Rollout is not { } id) continue;
            if (!waits)
            {
                shell.Terminal.Say($"follow it by: aops rollout watch {id}");
                continue;
            }
            var (end, _) = await RolloutFollower.WaitAsync(shell.Terminal, api, id, timeout: null, cancellationToken);
            code = Math.Max(code, end);
        }
        return code;
    }

    private sealed record Done(PlannedChange Change, AppliedChange Applied);
}
