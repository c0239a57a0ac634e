using System.Globalization;
using System.Text;

namespace Aops.Server.Certificates;

/// <summary>Describes the state of a rotation as text.</summary>
internal static class AuthorityText
{
    /// <summary>The text, ending in a newline.</summary>
    public static string Write(AuthoritySet authorities, IReadOnlyList<HostTrust> hosts, AuthorityFolder folder)
    {
        var text = new StringBuilder();
        Append(text, "first", authorities.First, !authorities.IsNextActive, hosts);
        if (authorities.Next is not { } next)
        {
            text.Append("next: nothing to do until 30 days before its end; 'aops-server ca rotate' makes its successor\n");
            return text.ToString();
        }
        Append(text, "second", next, authorities.IsNextActive, hosts);
        var waiting = hosts.Where(host => !host.Trusts(next)).ToList();
        foreach (var host in waiting) Append(text, host);
        text.Append(NextStep(authorities, waiting, folder)).Append('\n');
        if (waiting.Any(host => host.IsGone || authorities.IsNextActive))
        {
            text.Append("a host that missed it: copy ").Append(folder.Certificate)
                .Append(" to its etc/aops/trust/ca.pem, it takes that up by itself\n");
        }
        return text.ToString();
    }

    private static string NextStep(AuthoritySet authorities, List<HostTrust> waiting, AuthorityFolder folder) =>
        waiting.Any(host => !host.IsGone)
            ? $"next: sign both for the hosts, 'aops-release authority --ca {folder.Certificate} …', publish, and wait"
            : authorities.IsNextActive
                ? "next: 'aops-server ca retire' deletes the first one's key"
                : "next: every host trusts the second; 'aops-server ca rotate --activate' has it sign";

    private static void Append(
        StringBuilder text, string which, CertificateAuthority authority, bool signs, IReadOnlyList<HostTrust> hosts)
    {
        var trusting = hosts.Count(host => host.Trusts(authority));
        text.Append(CultureInfo.InvariantCulture,
            $"{which,-7}{(signs ? "signs" : "waits"),-7}until {authority.Certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}");
        text.Append(CultureInfo.InvariantCulture,
            $"  trusted by {trusting} of {hosts.Count} hosts  SHA-256 {authority.Fingerprint}\n");
    }

    private static void Append(StringBuilder text, HostTrust host)
    {
        var seen = host.LastSeen is { } at ? $"last seen {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "never seen";
        var why = host switch
        {
            { Fault: { } fault } => fault,
            { Authorities: null, LastSeen: not null } => "does not tell what it trusts (an older version)",
            _ => "does not trust the second yet",
        };
        text.Append(CultureInfo.InvariantCulture, $"  {host.Hostname} ({host.AgentId}): {why}; {seen}");
        text.Append(host.IsGone ? ", gone: nothing waits for it\n" : "\n");
    }
}
