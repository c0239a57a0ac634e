using Aops.Contracts;
using Aops.Contracts.Wire.Reading;
using Aops.Native.Files;

namespace Aops.AgentService.Install;

/// <summary>The version that this host should run as far as it knows without asking the server.</summary>
internal static class DesiredVersion
{
    /// <summary>Reads it.</summary>
    /// <param name="context">The host.</param>
    /// <returns>What the server said last; else the committed version; null where there is neither.</returns>
    internal static string? Of(ServiceContext context)
    {
        try
        {
            var desired = WirePart.TryParse(File.ReadAllBytes(context.Layout.Desired), Limits.JsonDepthMax, out _);
            var agent = desired is null ? null : WirePart.Find(desired, "agent");
            if (agent is { } part && WirePart.TryText(WirePart.Find(WirePart.Members(part), "version")) is { } wanted
                && Names.IsValid(wanted))
            {
                return wanted;
            }
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // Not there yet, or damaged: spm says so, and asks the server.
        }
        return context.ReadJournal().Current;
    }
}
