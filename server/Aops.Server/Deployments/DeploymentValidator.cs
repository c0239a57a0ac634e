using Aops.Releases.Runbooks;
using Aops.Server.Deployments.Facts;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Runs;

namespace Aops.Server.Deployments;

/// <summary>Checks what operators say of deployments.</summary>
internal static class DeploymentValidator
{
    /// <summary>What can be done by a runbook; none where it is no kind of deployments.</summary>
    public static IReadOnlyList<string> VerbsOf(Runbook runbook) =>
        runbook.Parameters.FirstOrDefault(parameter => parameter.Name == DeploymentVerbs.Parameter)?.Values is { } verbs
        && verbs.Contains(DeploymentVerbs.Deploy)
            ? verbs
            : [];

    /// <summary>Checks the body of a write, but for its query.</summary>
    /// <param name="name">The name that the path has; null where the body has to.</param>
    /// <param name="runbook">The runbook that it names.</param>
    /// <exception cref="RequestFault">It has faults.</exception>
    public static void Check(DeploymentRequest request, string? name, Runbook runbook, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        errors.CheckName(request.Name, name, "a deployment");
        errors.CheckLength("note", request.Note, FleetLimits.NoteCharsMax);
        errors.CheckLength("q", request.Q, FleetLimits.DeploymentQueryCharsMax);
        if (VerbsOf(runbook).Count == 0)
        {
            errors.Add("runbook", $"{runbook.Name} {runbook.Version} is no kind of deployments: it has no parameter " +
                $"{DeploymentVerbs.Parameter} with values, {DeploymentVerbs.Deploy} among them");
        }
        CheckParameters(request.Parameters ?? new Dictionary<string, string>(), runbook, errors);
        CheckPace(request.Pace ?? new DeploymentPace(), now, errors);
        errors.ThrowIfAny();
    }

    /// <summary>The values of a verb: those of the deployment, and those that come with the request.</summary>
    /// <exception cref="RequestFault">It names some that are not its own.</exception>
    public static IReadOnlyDictionary<string, string> Join(
        DeploymentRecord deployment, string verb, IReadOnlyDictionary<string, string> given)
    {
        var errors = new FieldErrors();
        foreach (var name in given.Keys.Where(name =>
            name == DeploymentVerbs.Parameter || deployment.Parameters.ContainsKey(name)))
        {
            errors.Add("parameters", name == DeploymentVerbs.Parameter
                ? $"{name} is that of the path"
                : $"{name} is named by the deployment: write it there, so that it says what hosts have");
        }
        errors.ThrowIfAny();
        var values = new Dictionary<string, string>(deployment.Parameters) { [DeploymentVerbs.Parameter] = verb };
        foreach (var (name, value) in given) values[name] = value;
        return values;
    }

    /// <summary>A verb of a deployment as a request for a run, on the hosts that are named or else on all of them.</summary>
    public static RunRequest ToRun(
        DeploymentRecord deployment, DeploymentVerbRequest request, IReadOnlyDictionary<string, string> values)
    {
        var pace = deployment.Pace;
        return new RunRequest
        {
            Q = request.Hosts is null ? deployment.Query : null,
            Hosts = request.Hosts,
            Runbook = deployment.Runbook,
            Parameters = values,
            Check = request.Check,
            Concurrency = pace.Concurrency,
            Budget = pace.Budget,
            Ramp = pace.Ramp,
            Window = pace.Window,
            WhileOffline = pace.WhileOffline,
            TtlSeconds = pace.TtlSeconds,
            TimeoutSeconds = pace.TimeoutSeconds,
            IgnoresFreeze = request.IgnoresFreeze,
            PlanHash = request.PlanHash,
            Reason = request.Reason,
        };
    }

    private static void CheckParameters(
        IReadOnlyDictionary<string, string> values, Runbook runbook, FieldErrors errors)
    {
        if (values.ContainsKey(DeploymentVerbs.Parameter))
            errors.Add("parameters", $"{DeploymentVerbs.Parameter} is said by each request that does something with it");
        foreach (var secret in runbook.Parameters.Where(one => one.IsSecret && values.ContainsKey(one.Name)))
        {
            errors.Add("parameters",
                $"{secret.Name} is secret, and a deployment would store it for as long as it is there: send it with the verb");
        }
        // What is secret comes with each verb.
        var stored = runbook with
        {
            Parameters = [.. runbook.Parameters.Where(one => !one.IsSecret && one.Name != DeploymentVerbs.Parameter)],
        };
        var own = values.Where(value => value.Key != DeploymentVerbs.Parameter
            && !runbook.Parameters.Any(one => one.IsSecret && one.Name == value.Key)).ToDictionary();
        if (stored.Bind(own) is not RunbookBinding.Refused refused) return;
        foreach (var sentence in refused.Sentences) errors.Add("parameters", sentence);
    }

    private static void CheckPace(DeploymentPace pace, DateTimeOffset now, FieldErrors errors)
    {
        var found = new FieldErrors();
        var request = new RunRequest
        {
            Concurrency = pace.Concurrency, Budget = pace.Budget, TtlSeconds = pace.TtlSeconds,
            TimeoutSeconds = pace.TimeoutSeconds,
        };
        RunDrafts.ReadNumbers(request, now, found);
        RunPaceForm.Read(pace.Ramp, found);
        // Whether it opens in time is asked when something is done.
        RunPaceForm.Read(pace.Window, now, DateTimeOffset.MaxValue, found);
        foreach (var (field, sentences) in found.ToDictionary())
            foreach (var sentence in sentences) errors.Add($"pace.{field}", sentence);
    }
}
