using Aops.Hosting;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Releases.Runbooks;

namespace Aops.Spm.Runs;

/// <summary>Reads by what a signed command can name this host.</summary>
internal static class RunHostFacts
{
    /// <summary>This host; null while it has no identity, or where that cannot be read now.</summary>
    public static RunHost? TryRead(AopsLayout layout)
    {
        try
        {
            if (IdentityFile.Read(layout) is not { } identity) return null;
            // A clone has the original's identity.json; the machine id is read from the machine.
            var facts = HostFacts.Read("", enrolled: identity.MachineId);
            return new RunHost(facts.Hostname, identity.AgentId, facts.MachineId);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is InvalidDataException)
        {
            return null;
        }
    }
}
