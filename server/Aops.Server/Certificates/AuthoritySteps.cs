using Aops.Contracts;
using Aops.Server.Audit;

namespace Aops.Server.Certificates;

/// <summary>
/// The steps of a rotation, each allowed only in order: a second authority is created, hosts trust it, it
/// signs, the first is removed.
/// </summary>
/// <param name="tell">Takes the row of a step, before the step is taken.</param>
internal sealed class AuthoritySteps(
    AuthorityFolder folder, AuthoritySet now, IReadOnlyList<HostTrust> hosts, Func<AuditChange, Task> tell)
{
    private const int HostsNamedMax = 10;

    /// <summary>Takes a step.</summary>
    /// <param name="force">Whether to take it even if hosts would lose the server.</param>
    /// <exception cref="StartupFault">
    /// It is not the next step, or hosts would lose the server; nothing was changed.
    /// </exception>
    public async Task TakeAsync(AuthorityStep step, bool force, DateTimeOffset time)
    {
        Check(step, force);
        if (step == AuthorityStep.Look) return;
        await tell(new(AuditKinds.AuthorityStep, "authority")
        {
            After = new AuditFields().Set("step", KebabName.Of(step)).Set("force", force),
        });
        switch (step)
        {
            case AuthorityStep.Add:
                folder.AddNext(time);
                break;
            case AuthorityStep.Activate:
                folder.Activate();
                break;
            case AuthorityStep.Deactivate:
                folder.Deactivate();
                break;
            default:
                folder.Retire();
                break;
        }
    }

    private void Check(AuthorityStep step, bool force)
    {
        switch (step)
        {
            case AuthorityStep.Add when now.IsNextActive:
                throw Refuse("the second authority signs already; 'ca retire' comes next");
            case AuthorityStep.Activate:
                RequireTrust(now.Next ?? throw Refuse("there is no second authority; 'ca rotate' makes one"), force);
                break;
            case AuthorityStep.Deactivate when !now.IsNextActive:
                throw Refuse("the first authority signs as it is");
            case AuthorityStep.Retire when !now.IsNextActive:
                throw Refuse("the first authority still signs; 'ca rotate --activate' comes before");
            case AuthorityStep.Retire:
                RequireTrust(now.Next!, force);
                break;
        }
    }

    private void RequireTrust(CertificateAuthority authority, bool force)
    {
        var strangers = hosts.Where(host => !host.IsGone && !host.Trusts(authority)).ToList();
        if (force || strangers.Count == 0) return;
        var named = string.Join(
            ", ", strangers.Take(HostsNamedMax).Select(host => $"{host.Hostname} ({host.AgentId})"));
        var more = strangers.Count > HostsNamedMax ? $" and {strangers.Count - HostsNamedMax} more" : "";
        throw Refuse($"{strangers.Count} of {hosts.Count} hosts do not trust the second authority and would lose this " +
            $"server: {named}{more}. Sign it for them with 'aops-release authority', or give --force");
    }

    private static StartupFault Refuse(string why) => new(ExitCodes.Unavailable, $"{why}; nothing was changed");
}
