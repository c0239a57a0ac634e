using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Contracts.Wire.Reading;
using Aops.Layout;
using Aops.Native.Files;

namespace Aops.AgentService.Install;

/// <summary>The version that this host should run, as far as known without asking the server.</summary>
internal static class DesiredVersion
{
    /// <summary>Reads the version.</summary>
    /// <returns>
    /// The version that the server ordered last; otherwise the committed version; null if there is neither.
    /// </returns>
    internal static string? Of(ServiceContext context) => Ordered(context.Layout) ?? context.ReadJournal().Current;

    /// <summary>The version that the server ordered last; null where it ordered none.</summary>
    internal static string? Ordered(AopsLayout layout)
    {
        try
        {
            var desired = WirePart.TryParse(File.ReadAllBytes(layout.Desired), Limits.JsonDepthMax, out _);
            var agent = desired is null ? null : WirePart.Find(desired, "agent");
            if (agent is { } part && WirePart.TryText(WirePart.Find(WirePart.Members(part), "version")) is { } wanted
                && Names.IsValid(wanted))
            {
                return wanted;
            }
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // Missing or damaged: spm reports it and asks the server.
        }
        return null;
    }
}
