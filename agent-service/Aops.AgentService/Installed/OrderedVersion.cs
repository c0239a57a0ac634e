using Aops.Contracts;
using Aops.Contracts.Wire.Reading;
using Aops.Layout;
using Aops.Native.Files;

namespace Aops.AgentService.Installed;

/// <summary>The version of the suite that the server ordered last, as this host has stored it.</summary>
internal static class OrderedVersion
{
    /// <summary>Reads it; null where none was ordered.</summary>
    internal static string? Of(AopsLayout layout)
    {
        try
        {
            var desired = WirePart.TryParse(File.ReadAllBytes(layout.Desired), Limits.JsonDepthMax, out _);
            var agent = desired is null ? null : WirePart.Find(desired, "agent");
            return agent is { } part && WirePart.TryText(WirePart.Find(WirePart.Members(part), "version")) is { } wanted
                && Names.IsValid(wanted)
                    ? wanted
                    : null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // Missing or damaged: spm reports it and asks the server.
            return null;
        }
    }
}
