using System.Security.Cryptography;
using System.Text;
using Aops.Contracts.Wire;

namespace Aops.AgentService.Enrolment;

/// <summary>
/// By what a server recognizes a registration that is repeated because its answer was lost: the same for one token, one root
/// and one start of one machine or container, and for nothing else. No caller without the token can make it.
/// </summary>
internal static class RegistrationAttempt
{
    private const string MountNamespace = "/proc/self/ns/mnt";

    /// <summary>The value of <see cref="WireHeaders.Attempt"/>; null where this host cannot be told from another one.</summary>
    /// <param name="token">The enrolment token.</param>
    /// <param name="root">Root of the suite.</param>
    public static string? Of(string token, HostInfo host, string root)
    {
        // Containers of one image may have all else in common.
        var space = File.ResolveLinkTarget(MountNamespace, returnFinalTarget: false)?.Name;
        if (host.Instance?.Boot is not { } boot || space is null) return null;
        var facts = string.Join('\n',
            "aops.agent.attempt.1", host.MachineId, host.Hostname, boot, host.Instance.Product, host.Instance.Network,
            space, root);
        return Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(facts)));
    }
}
