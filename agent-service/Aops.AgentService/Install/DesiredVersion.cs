using Aops.AgentService.Enrolment;
using Aops.AgentService.Installed;
using Aops.AgentService.Verbs;
using Aops.Hosting;

namespace Aops.AgentService.Install;

/// <summary>The version that this host should run.</summary>
internal static class DesiredVersion
{
    /// <summary>Reads the version, as far as it is known without asking the server.</summary>
    /// <returns>
    /// The version that the server ordered last; otherwise the committed version; null if there is neither.
    /// </returns>
    internal static string? Of(ServiceContext context) =>
        OrderedVersion.Of(context.Layout) ?? context.ReadJournal().Current;

    /// <summary>The same; of a host that knows neither, as after an uninstallation that left its data, the server is asked.</summary>
    /// <param name="server">The server that knows the identity.</param>
    /// <param name="named">The version that was named; what the server wants does not matter then.</param>
    internal static async Task<string?> FindAsync(
        ServiceContext context, EnrolmentServer server, Identity identity, string? named,
        CancellationToken cancellationToken) =>
        Of(context) ?? (named is null ? await server.FindDesiredAsync(identity, cancellationToken) : null);
}
