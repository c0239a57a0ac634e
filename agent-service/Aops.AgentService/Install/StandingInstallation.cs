using System.Security.Cryptography.X509Certificates;
using Aops.AgentService.Enrolment;
using Aops.AgentService.Faults;
using Aops.AgentService.Pair;
using Aops.AgentService.Repair;
using Aops.AgentService.Services;
using Aops.AgentService.Status;
using Aops.AgentService.Upgrade;
using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Layout;
using Aops.Native.Crypto;
using Aops.Native.Files;

namespace Aops.AgentService.Install;

/// <summary>
/// An existing installation that satisfies an install command. It is not replaced: missing or damaged files
/// are restored, a stopped pair is started, and another version becomes an upgrade with a trial. Sub-agents
/// continue to run, no token is used up, and nothing unnecessary is fetched.
/// </summary>
/// <param name="options">Options of the install.</param>
internal sealed class StandingInstallation(ServiceContext context, InstallOptions options)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan UpgradeTime = TimeSpan.FromMinutes(15);

    private AopsLayout Layout => context.Layout;

    /// <summary>Whether host, server, authority, root of trust and manager are the requested ones.</summary>
    /// <param name="plan">Result of the checks.</param>
    internal bool Fits(InstallPlan plan) =>
        plan is { IsUpgradeOfOlder: true, Identity: { } identity }
        && context.ReadJournal() is { IsTrial: false, Current: not null }
        && (options.AgentId is null || options.AgentId == identity.AgentId)
        // A missing conf.yml is written again; another server requires another enrolment.
        && (!plan.IsOtherServer || !File.Exists(Layout.Conf))
        && HasAuthority(plan)
        && (options.TrustRoot is null || HasContent(Layout.TrustRoot, plan.TrustRoot))
        && context.Managers.Actual().Name == context.Managers.ForInstall().Name;

    /// <summary>Satisfies the install with the existing installation, if possible.</summary>
    /// <param name="plan">Result of the checks.</param>
    /// <param name="version">The requested version; null for the installed one.</param>
    /// <returns>What was done; null if a full install is needed.</returns>
    /// <exception cref="ServiceException">The server accepts no heartbeat, or an upgrade failed.</exception>
    internal async Task<Outcome?> TryKeepAsync(InstallPlan plan, string? version, CancellationToken cancellationToken)
    {
        if (!Fits(plan)) return null;
        var current = context.ReadJournal().Current!;
        var isOther = version is not null && version != current;
        if (isOther && !IsNewer(version!, current)) return null;
        if (plan.NewConf is not null && !await IsServerOfAsync(plan, cancellationToken)) return null;
        if (await TryMendAsync(plan, current, cancellationToken) is not { } mended) return null;
        if (await TryAcceptedAsync(plan, cancellationToken) is not { } agentId) return null;
        if (isOther)
        {
            var order = new UpgradeRequest { Version = version!, BundlePath = options.Bundle };
            var done = await new UpgradeClient(context).RunAsync(order, version, UpgradeTime, cancellationToken);
            return done with { Changed = true, AgentId = agentId };
        }
        var stands = $"version {current} runs below {Layout.Root} as agent {agentId}, "
            + $"and {plan.Endpoint} accepts its heartbeats";
        return new()
        {
            Ok = true,
            Changed = mended.Count > 0,
            Message = mended.Count == 0 ? $"nothing to do: {stands}" : $"{string.Join("; ", mended)}: {stands}",
            Version = current,
            AgentId = agentId,
        };
    }

    // By the text of the versions alone. If it is not numeric, a full install reads the signed metadata,
    // which says what is newer.
    private static bool IsNewer(string version, string current) =>
        char.IsAsciiDigit(version[0]) && char.IsAsciiDigit(current[0]) && version.Contains('.') && current.Contains('.')
        && VersionOrder.Instance.Compare(version, current) > 0;

    private async Task<bool> IsServerOfAsync(InstallPlan plan, CancellationToken cancellationToken) =>
        (await StatusProbe.AskAsync(Layout, Role.Spm, cancellationToken)).Reply?.HeartbeatServer
            == plan.Endpoint.GetLeftPart(UriPartial.Authority);

    // Null if it cannot be repaired.
    private async Task<List<string>?> TryMendAsync(InstallPlan plan, string current,
        CancellationToken cancellationToken)
    {
        var mended = new List<string>();
        try
        {
            var put = await new Repairer(context).MendAsync(current, cancellationToken);
            if (put.Count > 0) mended.Add($"put back {string.Join(", ", put)}");
            if (plan.NewConf is { } conf)
            {
                AtomicFile.Write(Layout.Conf, conf, AtomicFile.Public);
                mended.Add($"wrote {Layout.Conf}");
            }
            if (File.Exists(Layout.StopMarker) || !HasBothHalves())
            {
                context.Progress.Step("starting");
                await context.Managers.Actual().StartAsync(cancellationToken);
                await PairStartWaiter.ForPairAsync(context, PairCommands.StartTime, cancellationToken);
                mended.Add("started what was down");
            }
            return mended;
        }
        catch (ServiceException e)
        {
            context.Progress.Note($"{e.Message}; installing it again");
            return null;
        }
    }

    private bool HasBothHalves()
    {
        var found = ProcessScan.Find(Layout);
        return found.Any(p => p.Role == Role.Spm) && found.Any(p => p.Role == Role.Spa);
    }

    /// <summary>Waits until the server has accepted a heartbeat.</summary>
    /// <returns>The identity; null if a new registration may help, or if spm does not answer.</returns>
    private async Task<string?> TryAcceptedAsync(InstallPlan plan, CancellationToken cancellationToken)
    {
        var began = context.Time.GetTimestamp();
        while (true)
        {
            var answer = await StatusProbe.AskAsync(Layout, Role.Spm, cancellationToken);
            if (answer.Reply is not { } reply) return null;
            if (reply is { LastHeartbeatAt: not null, HeartbeatFault: null, AgentId: { } id }) return id;
            // A server that no longer knows this host registers it again with a token.
            if (options.Token is not null && reply.HeartbeatFault is not null) return null;
            if (context.Time.GetElapsedTime(began) >= options.HeartbeatTime)
            {
                throw new ServiceException(
                    $"{plan.Endpoint} has accepted no heartbeat within {options.HeartbeatTime.TotalSeconds:0.#} s "
                    + $"({reply.HeartbeatFault ?? "none was answered yet"}); the installation was left as it is",
                    ExitCodes.Unavailable);
            }
            context.Progress.Detail("waiting for a heartbeat");
            await Task.Delay(Look, context.Time, cancellationToken);
        }
    }

    // The pinned file may have additional authorities, added by a signed target.
    private bool HasAuthority(InstallPlan plan)
    {
        if (plan.Authority is null) return !File.Exists(Layout.TrustCa);
        if (!File.Exists(Layout.TrustCa)) return false;
        try
        {
            var pinned = new X509Certificate2Collection();
            pinned.ImportFromPem(File.ReadAllText(Layout.TrustCa));
            return plan.Authority.All(pinned.Contains);
        }
        catch (Exception e) when (KeyFaults.Explain(e))
        {
            return false;
        }
    }

    private static bool HasContent(string path, byte[]? content) =>
        File.Exists(path) && content is not null && File.ReadAllBytes(path).AsSpan().SequenceEqual(content);
}
