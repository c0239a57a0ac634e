using Aops.AgentService.Enrolment;
using Aops.AgentService.Faults;
using Aops.AgentService.Installed;
using Aops.AgentService.Verbs;
using Aops.Contracts.Wire;
using Aops.Layout;
using Aops.Native.Files;

namespace Aops.AgentService.Install;

/// <summary>
/// <c>install --dry-run</c>: asks the server all that an install asks before it changes something: whether the token is good,
/// which version is ordered, and whether the signed metadata has it for this host. Its files lie in a temporary folder.
/// </summary>
internal sealed class InstallPreview(ServiceContext context, InstallOptions options)
{
    /// <summary>Says what the install would do.</summary>
    /// <param name="plan">Result of the checks.</param>
    /// <param name="manager">Who would run the suite.</param>
    /// <param name="isSatisfied">Whether the installation that is there satisfies the command.</param>
    /// <exception cref="ServiceException">The install would fail; the sentence says why.</exception>
    internal async Task<Outcome> TellAsync(
        InstallPlan plan, string manager, bool isSatisfied, CancellationToken cancellationToken)
    {
        foreach (var note in plan.Notes) context.Progress.Note(note);
        try
        {
            return await LookAsync(plan, manager, isSatisfied, cancellationToken);
        }
        catch (Exception e)
        {
            var fault = FaultReport.Of(e);
            throw new ServiceException($"{fault.Message}; nothing was changed", fault.ExitCode, e);
        }
    }

    private AopsLayout Layout => context.Layout;

    private async Task<Outcome> LookAsync(
        InstallPlan plan, string manager, bool isSatisfied, CancellationToken cancellationToken)
    {
        using var server = new EnrolmentServer(plan);
        var current = plan.IsUpgradeOfOlder ? context.ReadJournal().Current : null;
        var (version, token) = (current, "");
        // What stands asks for nothing more, unless a version was named.
        if (isSatisfied && (options.Version is null || options.Version == current) && options.Bundle is null)
        {
            await server.RequireAnswerAsync(cancellationToken);
        }
        else
        {
            var look = options.Token is { } shown && !isSatisfied
                ? await server.LookAsync(shown, cancellationToken)
                : null;
            var wish = look?.AgentVersion
                ?? (options.Token is null && plan.Identity is { } identity
                    ? await DesiredVersion.FindAsync(context, server, identity, options.Version, cancellationToken)
                    : DesiredVersion.Of(context));
            version = await FindAsync(server, plan, wish, cancellationToken);
            if (options.Token is not null && !isSatisfied) token = TokenClause(look);
        }
        var isChange = !isSatisfied || version != current || plan.NewConf is not null;
        return new()
        {
            Ok = true,
            Message = $"{Describe(plan, isSatisfied, version, current)} below {Layout.Root}, run by {manager}; "
                + $"{plan.Endpoint.GetLeftPart(UriPartial.Authority)} answers{token}; nothing was changed",
            Changed = false,
            WouldChange = isChange,
            Version = version,
            AgentId = options.AgentId ?? plan.Identity?.AgentId,
        };
    }

    private string Describe(InstallPlan plan, bool isSatisfied, string? version, string? current)
    {
        if (isSatisfied && version == current)
        {
            return plan.NewConf is null
                ? $"nothing to do: version {current} stays"
                : $"would change {Layout.Conf}; version {current} stays";
        }
        var source = options.Bundle ?? "the server";
        return isSatisfied ? $"would upgrade {current} to {version} from {source}"
            : current is not null ? $"would replace the installation of {current} by {version} from {source}"
            : $"would install {version} from {source}";
    }

    private static string TokenClause(EnrolmentLook? look) =>
        look is null ? ", and cannot check the token before it is used (it is older than this program)"
        : look.NeedsApproval ? ", the token is good, and an operator has to let this host in"
        : ", and the token is good";

    private async Task<string> FindAsync(
        EnrolmentServer server, InstallPlan plan, string? wish, CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateTempSubdirectory("aops-dry-run-");
        var staging = new InstallStaging(new AopsLayout(scratch.FullName));
        try
        {
            staging.Create();
            File.WriteAllBytes(staging.Layout.TrustRoot,
                plan.TrustRoot ?? await server.FetchTrustRootAsync(cancellationToken));
            var floor = plan.IsUpgradeOfOlder ? context.ReadJournal().LeastRelease(facts: null) : null;
            var stager = new ReleaseStager(context, staging, options, floor);
            return await stager.FindAsync(server.Http, wish, cancellationToken);
        }
        finally
        {
            FileTree.Delete(scratch.FullName);
        }
    }
}
