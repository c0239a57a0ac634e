using Aops.Contracts.Wire.Runs;
using Aops.Server.Hosts;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Runs.Steps;

namespace Aops.Server.Runs;

/// <summary>Makes drafts of requests for runs: of an operator, and of a schedule at its times.</summary>
internal sealed class RunDraftMaker(HostQueries queries, RunbookShelf runbooks)
{
    /// <summary>Checks a request, and makes its draft.</summary>
    /// <param name="sender">Who sends it, and what that one may do.</param>
    /// <param name="now">When the run starts.</param>
    /// <exception cref="RequestFault">It has faults, or the sender may not do this.</exception>
    public async Task<RunDraft> MakeAsync(
        RunRequest request, RunSender sender, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        RunDrafts.CheckHosts(request, errors);
        var kind = RunDrafts.KindOf(request, errors);
        var (concurrency, budget, startBefore) = RunDrafts.ReadNumbers(request, now, errors);
        if (request.Command is { } direct) RunDrafts.CheckCommand(direct, errors);
        var signed = request.Envelope is { } envelope ? RunDrafts.ReadEnvelope(envelope, now, errors) : null;
        var ramp = RunPaceForm.Read(request.Ramp, errors);
        var window = RunPaceForm.Read(request.Window, now, startBefore, errors);
        errors.ThrowIfAny();
        sender.CheckRight(kind);
        var values = request.Parameters ?? new Dictionary<string, string>();
        var runbook = request.Runbook is { } book ? await runbooks.RequireAsync(book, cancellationToken) : null;
        if (request.Check == true) RunbookShelf.RequireCheck(runbook);
        var command = request.Command ?? signed?.Command ?? runbook?.Command;
        return new RunDraft
        {
            Kind = kind,
            What = (request.Check == true ? "check of " : "") + ((request.Runbook ?? signed?.Runbook) is { } named
                ? $"{named.Name} {named.Version}"
                : request.Action?.Describe() ?? (request.Log is { } log ? $"log of {log.Name}"
                    : request.Diagnosis == true ? "diagnosis" : RunDrafts.Describe(command!))),
            Action = request.Action,
            Order = new RunOrder
            {
                Id = Guid.CreateVersion7().ToString("N"), Runbook = request.Runbook, Envelope = request.Envelope,
                Command = request.Command, Log = request.Log, Diagnosis = request.Diagnosis ?? false,
                Check = request.Check ?? false,
                StartBefore = signed?.Expires < startBefore ? signed.Expires : startBefore,
                TimeoutSeconds = request.TimeoutSeconds,
            },
            Parameters = values,
            Shown = runbook is null ? new Dictionary<string, string>() : RunbookShelf.Check(runbook, values),
            Query = request.Q is { } text
                ? ScopeQuery.Both(sender.Scope, await queries.ParseAsync(text, cancellationToken))
                : sender.Scope,
            Ids = request.Hosts is { } ids ? [.. ids.Distinct()] : null,
            Longest = request switch
            {
                { Action: not null } => TimeSpan.FromSeconds(FleetLimits.ActionSecondsMax),
                { Log.Seconds: var seconds } => TimeSpan.FromSeconds(seconds + FleetLimits.ActionSecondsMax),
                { Diagnosis: true } => TimeSpan.FromSeconds(FleetLimits.ActionSecondsMax),
                _ => RunDrafts.LongestOf(request.TimeoutSeconds, command),
            },
            OutputBytesMax = command?.OutputBytesMax ?? RunLimits.OutputBytesDefault,
            Concurrency = concurrency,
            Budget = budget,
            WhileOffline = request.WhileOffline ?? WhileOffline.Skip,
            Ramp = ramp,
            Window = window,
            IgnoresFreeze = request.IgnoresFreeze ?? false,
            Reason = request.Reason ?? "",
            PlanHash = request.PlanHash,
            By = sender.Name,
            Now = now,
        };
    }
}
