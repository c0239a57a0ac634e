using Aops.AgentService.Enrolment;
using Aops.AgentService.Faults;
using Aops.AgentService.Install.Steps;
using Aops.AgentService.Installed;
using Aops.AgentService.Services;
using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Hosting;
using Aops.Layout;
using Aops.Native.Files;

namespace Aops.AgentService.Install;

/// <summary>
/// Installs the suite: check, register, stage, switch, start, wait for the first heartbeat. Nothing that
/// runs is touched before the switch; any later failure restores the older installation or leaves a clean
/// host.
/// </summary>
internal sealed class Installer(ServiceContext context, InstallOptions options)
{
    private readonly InstallStaging _staging = new(context.Layout);

    // Identity that this install registered; withdrawn if the install fails.
    private Identity? _newcomer;

    private AopsLayout Layout => context.Layout;

    /// <summary>Installs.</summary>
    /// <exception cref="ServiceException">It failed; the sentence says in which state the host is.</exception>
    internal async Task<Outcome> RunAsync(CancellationToken cancellationToken)
    {
        var plan = await CheckAsync(cancellationToken);
        // Before any change, since the requested manager may be missing.
        var manager = context.Managers.ForInstall().Name;
        var standing = new StandingInstallation(context, options);
        if (options.DryRun)
        {
            return await new InstallPreview(context, options)
                .TellAsync(plan, manager, standing.Fits(plan), cancellationToken);
        }

        var before = CleanInstallRollback.Look(Layout);
        using var held = InstallLock.Take(Layout);
        try
        {
            if (new InstallationBackup(Layout).Recover())
            {
                context.Progress.Note(
                    "an install that was cut off had moved the older installation aside; it was put back first");
                plan = await CheckAsync(cancellationToken);
            }
            foreach (var note in plan.Notes) context.Progress.Note(note);
            return await KeepAsync(standing, plan, cancellationToken) ?? await InstallAsync(plan, cancellationToken);
        }
        catch (Exception) when (!plan.IsUpgradeOfOlder)
        {
            before.Restore();
            throw;
        }
    }

    private async Task<Outcome?> KeepAsync(
        StandingInstallation standing, InstallPlan plan, CancellationToken cancellationToken)
    {
        if (!standing.Fits(plan)) return null;
        var version = options.Version;
        if (version is null && options.Bundle is not null) version = await NewestOfBundleAsync(plan, cancellationToken);
        return await standing.TryKeepAsync(plan, version, cancellationToken);
    }

    private async Task<string> NewestOfBundleAsync(InstallPlan plan, CancellationToken cancellationToken)
    {
        using var server = new EnrolmentServer(plan);
        try
        {
            _staging.Create();
            File.WriteAllBytes(_staging.Layout.TrustRoot, await RootOfTrustAsync(server, plan, cancellationToken));
            return await Stager(plan).FindAsync(server.Http, DesiredVersion.Of(context), cancellationToken);
        }
        finally
        {
            _staging.Remove();
        }
    }

    // Trust on first use: over the pinned connection, never from the bundle itself.
    private static async Task<byte[]> RootOfTrustAsync(
        EnrolmentServer server, InstallPlan plan, CancellationToken cancellationToken) =>
        plan.TrustRoot ?? await server.FetchTrustRootAsync(cancellationToken);

    private ReleaseStager Stager(InstallPlan plan) => new(
        context, _staging, options, plan.IsUpgradeOfOlder ? context.ReadJournal().LeastRelease(facts: null) : null);

    private async Task<InstallPlan> CheckAsync(CancellationToken cancellationToken)
    {
        var plan = new Preflight(Layout, options).Check();
        return options.CaFingerprint is { } fingerprint ? await fingerprint.PinAsync(plan, cancellationToken) : plan;
    }

    private async Task<Outcome> InstallAsync(InstallPlan plan, CancellationToken cancellationToken)
    {
        using var server = new EnrolmentServer(plan);
        var switching = new InstallTransaction(context, _staging);
        try
        {
            var (identity, release) = await PrepareAsync(server, plan, cancellationToken);
            var time = await switching.RunAsync(plan, release, identity, options.HeartbeatTime, cancellationToken);
            if (options.ConsumesProvisionedToken) AtomicFile.Delete(Layout.EnrolmentToken);
            return new()
            {
                Ok = true,
                Message = $"installed {release.Version} below {Layout.Root} as agent {identity.AgentId}; "
                    + $"{plan.Endpoint} accepted the first heartbeat after {time.TotalSeconds:0.00} s",
                Changed = true,
                Version = release.Version,
                AgentId = identity.AgentId,
            };
        }
        catch (Exception e) when (_newcomer is { } newcomer)
        {
            var fault = FaultReport.Of(e);
            throw new ServiceException($"{fault.Message}; {await server.WithdrawAsync(newcomer)}", fault.ExitCode, e);
        }
        finally
        {
            _staging.Remove();
        }
    }

    // Everything that does not touch what runs.
    private async Task<(Identity Identity, StagedRelease Release)> PrepareAsync(
        EnrolmentServer server, InstallPlan plan, CancellationToken cancellationToken)
    {
        var isNewSecret = false;
        try
        {
            // Local failures come before the registration, which changes the server.
            foreach (var note in new LocalRehearsal(Layout, _staging).Run()) context.Progress.Note(note);
            var (identity, wish) = await EnrolAsync(server, plan, cancellationToken);
            if (plan.IsUpgradeOfOlder && identity != plan.Identity)
            {
                // Written at once: the server may know only this secret from now on, even if the install
                // fails.
                IdentityFile.Write(Layout, identity);
                isNewSecret = true;
            }
            File.WriteAllBytes(_staging.Layout.TrustRoot, await RootOfTrustAsync(server, plan, cancellationToken));
            return (identity, await Stager(plan).StageAsync(server.Http, wish, cancellationToken));
        }
        catch (Exception e)
        {
            if (isNewSecret) await IdentityReload.TryAsync(Layout);
            var fault = FaultReport.Of(e);
            const string unchanged = "nothing was changed";
            throw fault.Message.EndsWith(unchanged, StringComparison.Ordinal)
                ? e
                : new ServiceException($"{fault.Message}; {unchanged}", fault.ExitCode, e);
        }
    }

    private async Task<(Identity Identity, string? Wish)> EnrolAsync(
        EnrolmentServer server, InstallPlan plan, CancellationToken cancellationToken)
    {
        if (options.Token is null)
        {
            return options.AgentId is { } id && id != plan.Identity!.AgentId
                ? throw new ServiceException(
                    "--agentId names another identity than this host has, and a new one needs an enrolment token",
                    ExitCodes.Usage)
                // Without a registration the server's last order holds, otherwise the installed version.
                : (plan.Identity!, await DesiredVersion.FindAsync(
                    context, server, plan.Identity!, options.Version, cancellationToken));
        }
        context.Progress.Step($"registering with {plan.Endpoint}");
        var host = HostFacts.Read(context.Managers.ForInstall().Name, name: plan.HostName);
        var request = new RegisterRequest
        {
            AgentId = options.AgentId ?? plan.Identity?.AgentId,
            Host = host,
            AgentVersion = options.Version ?? Product.Version,
        };
        // Without the proof the server would treat this host as one that merely claims the identity, and
        // assign another one.
        var proof = plan.Identity is { } own && own.AgentId == request.AgentId ? own.AgentToken : null;
        var attempt = RegistrationAttempt.Of(options.Token, host, Layout.Root);
        var reply = await new ApprovalWait(context, options.ApprovalTime).RegisterAsync(
            stop => server.RegisterAsync(request, options.Token, proof, attempt, stop), cancellationToken);
        if (request.AgentId is { } asked && asked != reply.AgentId)
            context.Progress.Note($"the server did not give this host the identity {asked}, but {reply.AgentId}");
        var identity = new Identity
        {
            AgentId = reply.AgentId,
            AgentToken = reply.AgentToken,
            MachineId = host.MachineId,
            IsPinned = plan.CaPem is not null,
        };
        // An identity that was written is retained, even if this install fails.
        if (plan.Identity is null && !plan.IsUpgradeOfOlder) _newcomer = identity;
        return (identity, reply.AgentVersion);
    }
}
