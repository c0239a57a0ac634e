using Aops.AgentService.Installed;
using Aops.AgentService.Verbs;

namespace Aops.AgentService.Install;

/// <summary>The version that this host should run, as far as known without asking the server.</summary>
internal static class DesiredVersion
{
    /// <summary>Reads the version.</summary>
    /// <returns>
    /// The version that the server ordered last; otherwise the committed version; null if there is neither.
    /// </returns>
    internal static string? Of(ServiceContext context) =>
        OrderedVersion.Of(context.Layout) ?? context.ReadJournal().Current;
}
