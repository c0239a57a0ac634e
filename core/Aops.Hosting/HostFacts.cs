using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Aops.Contracts.Wire;
using Aops.Native.Files;

namespace Aops.Hosting;

/// <summary>Reads what a host says about itself.</summary>
public static class HostFacts
{
    private const string MachineIdFile = "/etc/machine-id";
    private const string Uninitialized = "uninitialized";

    /// <summary>Reads it anew: a host name can change.</summary>
    /// <param name="serviceManager"><c>systemd</c> or <c>direct</c>.</param>
    /// <param name="counter">The counter of the server's newest answer; null for none.</param>
    /// <param name="enrolled">The machine id that this host enrolled with; null where it enrols now.</param>
    public static HostInfo Read(string serviceManager, long? counter = null, string? enrolled = null) => new()
    {
        Hostname = Environment.MachineName,
        MachineId = MachineId(MachineIdFile, enrolled, Environment.MachineName),
        Os = PrettyName(),
        Kernel = TryReadLine("/proc/sys/kernel/osrelease"),
        Architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64",
        ServiceManager = serviceManager,
        Instance = InstanceFacts.Read(counter),
    };

    /// <summary>
    /// Hash of <c>/etc/machine-id</c> with a constant of ours; machine-id(5) asks that the id itself is not passed on.
    /// Where there is none, as in many containers, the host stays who it enrolled as: a name may change with each start. Two
    /// that were copied from it are told apart by the rest of <see cref="HostInfo"/>.
    /// </summary>
    /// <param name="file">The file; empty, missing, or <c>uninitialized</c> before the first boot (machine-id(5)).</param>
    /// <param name="enrolled">The machine id that this host enrolled with; null where it enrols now.</param>
    /// <param name="name">The host's name, which makes an id where there is nothing else.</param>
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
                // The next place, or nothing: a host without os-release is still a host.
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
