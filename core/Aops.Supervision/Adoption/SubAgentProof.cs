using System.Collections.Concurrent;
using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.SubAgents;
using Aops.Layout;
using Aops.Native;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Supervision.Launching;
using Aops.Systemd;
using Aops.Systemd.Client;

namespace Aops.Supervision.Adoption;

/// <summary>
/// The rule by which an unrecorded process counts as a sub-agent's, for adoption as for killing. Either it is in
/// the control group of the sub-agent's own unit; or it runs as the user of the specification, in the pid namespace
/// of this process, and has the sub-agent's mark or executes a program of its slots. The rest of an environment can
/// be forged by any user. A process of the sub-agent's user can read the mark, but could kill the sub-agent anyway.
/// </summary>
internal static class SubAgentProof
{
    private const int SpecBytesMax = 1024 * 1024;

    private static readonly ConcurrentDictionary<string, HostSecret> Secrets = new();

    /// <summary>The mark that a sub-agent is started with.</summary>
    /// <param name="name">The sub-agent.</param>
    public static string MarkOf(AopsLayout layout, string name)
    {
        var secret = Secrets.GetOrAdd(layout.Root, _ => HostSecret.Ensure(layout.MarkSecrets));
        // The secret's files may have been deleted; the next spm process needs them.
        secret.Keep(layout.MarkSecrets);
        return secret.MarkOf(name);
    }

    /// <summary>The evidence for a process of a sub-agent.</summary>
    /// <param name="name">The sub-agent.</param>
    public static ProcessProof Of(AopsLayout layout, string name)
    {
        var (user, group) = AccountOf(layout, name);
        return new(MarkOf(layout, name), RealPath.Of(layout.SubAgentReleases(name)), user, group);
    }

    /// <summary>Whether a process is a sub-agent's.</summary>
    /// <param name="proof">The evidence.</param>
    /// <param name="name">The sub-agent.</param>
    /// <param name="mark">The mark in its environment; null if it has none.</param>
    /// <exception cref="IOException">No descriptor or memory is left, so it may be.</exception>
    public static bool Holds(ProcessProof proof, string name, int pid, string? mark) =>
        proof.Holds(pid, mark) || SystemdHost.IsInUnit(pid, UnitNames.OfSubAgent(name));

    // The account of the specification; if that is lost, the owner of the data directory, which was given to the
    // sub-agent's user.
    private static (uint User, uint? Group) AccountOf(AopsLayout layout, string name)
    {
        try
        {
            if (ReadSpec(layout.SubAgentSpec(name)) is { } spec)
            {
                if (spec.User is null && spec.Group is null) return (CurrentUser.EffectiveId, null);
                var account = UnixAccount.Find(spec.User, spec.Group);
                return (account.UserId, account.GroupId);
            }
        }
        catch (StartException)
        {
            // The user no longer exists on this host.
        }
        return (FileStatus.TryRead(LaunchPlan.DataOf(layout, name))?.UserId ?? CurrentUser.EffectiveId, null);
    }

    private static SubAgentSpec? ReadSpec(string path)
    {
        if (UntrustedFile.TryRead(path, SpecBytesMax) is not { } content) return null;
        try
        {
            return JsonSerializer.Deserialize(content, ContractsJson.Default.SubAgentSpec);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
