using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Aops.Contracts.Wire;

namespace Aops.Hosting;

/// <summary>Reads what a host says about itself.</summary>
public static class HostFacts
{
    /// <summary>Reads it anew: a host name can change.</summary>
    /// <param name="serviceManager"><c>systemd</c> or <c>direct</c>.</param>
    /// <param name="counter">The counter of the server's newest answer; null for none.</param>
    public static HostInfo Read(string serviceManager, long? counter = null) => new()
    {
        Hostname = Environment.MachineName,
        MachineId = MachineId(),
        Os = PrettyName(),
        Kernel = TryReadLine("/proc/sys/kernel/osrelease"),
        Architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64",
        ServiceManager = serviceManager,
        Instance = InstanceFacts.Read(counter),
    };

    /// <summary>
    /// Hash of <c>/etc/machine-id</c> with a constant of ours; machine-id(5) asks that the id itself is not passed on.
    /// Where there is none, of the host's name.
    /// </summary>
    public static string MachineId()
    {
        var id = TryReadLine("/etc/machine-id");
        if (string.IsNullOrEmpty(id)) id = "hostname:" + Environment.MachineName;
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
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
