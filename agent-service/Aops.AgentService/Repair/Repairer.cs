using Aops.AgentService.Faults;
using Aops.AgentService.Installed;
using Aops.AgentService.Services;
using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Layout;
using Aops.Releases;
using Aops.Releases.Packages;
using Aops.Releases.Transport;
using Aops.Upgrade.Slots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.AgentService.Repair;

/// <summary>
/// Heals the slot of the committed version and the copies in <c>opt/aops/bin</c>. spm does the same by
/// itself; this serves operators, and spa when spm's program is missing.
/// </summary>
internal sealed class Repairer(ServiceContext context)
{
    private AopsLayout Layout => context.Layout;

    /// <summary>Repairs.</summary>
    /// <exception cref="ServiceException">Something is damaged and cannot be restored.</exception>
    internal async Task<Outcome> RunAsync(CancellationToken cancellationToken)
    {
        using var alone = InstallLock.Take(Layout);
        var journal = context.ReadJournal();
        if (journal.Current is not { } version)
        {
            throw new ServiceException(
                $"nothing is installed below {Layout.Root}; 'aops-agent-service install' installs", ExitCodes.NoInput);
        }
        var put = await MendAsync(version, cancellationToken);
        return new()
        {
            Ok = true,
            Changed = put.Count > 0,
            Version = version,
            Message = put.Count == 0 ? $"version {version} is whole; nothing was changed" : $"put back: {string.Join(", ", put)}",
        };
    }

    /// <summary>Heals slot, programs and unit files of a version. The caller holds the install lock.</summary>
    /// <param name="version">The committed version.</param>
    /// <returns>Paths of restored files.</returns>
    /// <exception cref="ServiceException">Something is damaged and cannot be restored.</exception>
    internal async Task<IReadOnlyList<string>> MendAsync(string version, CancellationToken cancellationToken)
    {
        context.Progress.Step($"checking version {version}");
        var slot = Layout.Slot(version);
        var put = new List<string>();
        if ((await SlotVerifier.VerifyAsync(slot, cancellationToken)).Count > 0)
            put.AddRange((await HealAsync(version, slot, cancellationToken)).Select(file => Path.Combine(slot, file)));
        put.AddRange(InstalledPrograms.Refresh(Layout, version).Select(name => Path.Combine(Layout.Bin, name)));
        put.AddRange(await context.Managers.Actual().MendAsync(version, cancellationToken));
        return put;
    }

    private async Task<IReadOnlyList<string>> HealAsync(string version, string slot,
        CancellationToken cancellationToken)
    {
        context.Progress.Step($"putting back what is missing or damaged in {slot}");
        // Reads no file of the repository: only the cached package is used.
        var client = new ReleaseClient(
            new DirectoryReleaseSource(Layout.Packages), Layout, context.Time, NullLogger.Instance);
        var outcome = await client.HealAsync(PackageKind.Agent, PackageKinds.AgentName, version, slot,
            cancellationToken);
        if (outcome is HealOutcome.Failed uncached)
            outcome = await new FetchedHealing(context).HealAsync(version, slot, uncached.Sentence, cancellationToken);
        return outcome switch
        {
            HealOutcome.Healed healed => healed.Files,
            HealOutcome.Failed failed => throw new ServiceException(
                $"{failed.Sentence}; 'aops-agent-service install --version {version}' fetches it again", ExitCodes.Unavailable),
            _ => [],
        };
    }
}
