using Aops.Hosting;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Releases.Runbooks;

namespace Aops.Spm.Runs;

/// <summary>Reads by what a signed command can name this host.</summary>
internal static class RunHostFacts
{
    /// <summary>This host; null while it has no identity, or where that cannot be read now.</summary>
    /// <param name="name">Name under which the host reports; null for the machine's own.</param>
    public static RunHost? TryRead(AopsLayout layout, string? name)
    {
        try
        {
            if (IdentityFile.Read(layout) is not { } identity) return null;
            // A clone has the original's identity.json; the machine id is read from the machine.
            var facts = HostFacts.Read("", enrolled: identity.MachineId, name: name);
            return new RunHost(facts.Hostname, identity.AgentId, facts.MachineId);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is InvalidDataException)
        {
            return null;
        }
    }
}
