using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Aops.Contracts.Wire;
using Aops.Native.Files;

namespace Aops.Hosting;

/// <summary>Reads the facts that a host reports about itself.</summary>
public static class HostFacts
{
    private const string MachineIdFile = "/etc/machine-id";
    private const string Uninitialized = "uninitialized";

    /// <summary>Reads all facts again, since a host name can change.</summary>
    /// <param name="serviceManager"><c>systemd</c> or <c>direct</c>.</param>
    /// <param name="counter">The counter of the server's newest reply; null for none.</param>
    /// <param name="enrolled">The machine id with which this host enrolled; null while it enrols.</param>
    /// <param name="name">Name under which the host reports; null for the machine's own.</param>
    public static HostInfo Read(
        string serviceManager, long? counter = null, string? enrolled = null, string? name = null) => new()
    {
        Hostname = name ?? Environment.MachineName,
        MachineId = MachineId(MachineIdFile, enrolled, Environment.MachineName),
        Os = PrettyName(),
        Kernel = TryReadLine("/proc/sys/kernel/osrelease"),
        Architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64",
        ServiceManager = serviceManager,
        Instance = InstanceFacts.Read(counter),
    };

    /// <summary>
    /// Hash of <c>/etc/machine-id</c> with a constant; machine-id(5) asks that the id itself is not disclosed.
    /// Without that file, as in many containers, the host keeps the id with which it enrolled, since its name may
    /// change with each start. Two copies of such a host are told apart by the other members of
    /// <see cref="HostInfo"/>.
    /// </summary>
    /// <param name="file">
    /// The file; empty, missing, or <c>uninitialized</c> before the first boot (machine-id(5)).
    /// </param>
    /// <param name="enrolled">The machine id with which this host enrolled; null while it enrols.</param>
    /// <param name="name">The host's name, from which the id is made if neither of the others exists.</param>
    public static string MachineId(string file, string? enrolled, string name)
    {
        var id = TryReadLine(file);
        if (id is null or "" or Uninitialized)
        {
            if (enrolled is not null) return enrolled;
            id = "hostname:" + name;
        }
        return Convert.ToHexStringLower(HMACSHA256.HashData(
            "aops.agent.machine-id.1"u8, Encoding.UTF8.GetBytes(id)));
    }

    private static string? PrettyName()
    {
        const string key = "PRETTY_NAME=";
        foreach (var path in new[] { "/etc/os-release", "/usr/lib/os-release" })
        {
            try
            {
                var line = File.ReadLines(path).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
                if (line is not null) return line[key.Length..].Trim('"', '\'');
            }
            catch (Exception e) when (FileFaults.IsFileFault(e))
            {
                // Try the next path; a host without os-release reports no operating system.
            }
        }
        return null;
    }

    private static string? TryReadLine(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return null;
        }
    }
}
