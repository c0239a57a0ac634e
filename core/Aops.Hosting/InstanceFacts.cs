using System.Security.Cryptography;
using System.Text;
using Aops.Contracts.Wire;
using Aops.Native.Files;

namespace Aops.Hosting;

/// <summary>Reads the facts that distinguish this host from a copy of it with the same machine id.</summary>
public static class InstanceFacts
{
    private const string NetworkDevices = "/sys/class/net";

    // Network addresses do not change while a process runs, except by hot plugging, which the next start sees. A
    // value that could not be read is read again, since the process may have been out of descriptors.
    private static string? _boot;
    private static string? _product;
    private static string? _network;

    /// <summary>Reads the facts; those that this user may not read are left out.</summary>
    /// <param name="counter">The counter of the server's newest reply; null for none.</param>
    public static HostInstance Read(long? counter) => new()
    {
        Boot = _boot ??= Hash("boot", TryRead("/proc/sys/kernel/random/boot_id")),
        Product = _product ??= Hash("product", TryRead("/sys/class/dmi/id/product_uuid")),
        Network = _network ??= Hash("network", TryReadNetwork()),
        Counter = counter,
    };

    // Only devices whose hardware address is permanent (addr_assign_type 0) count: addresses of bridges, tunnels
    // and container ends are random and come and go. A container has only such a device, so there all devices
    // count.
    private static string? TryReadNetwork()
    {
        try
        {
            var devices = Directory.EnumerateFileSystemEntries(NetworkDevices)
                .Select(device => (
                    Address: TryRead(Path.Combine(device, "address")),
                    IsPermanent: TryRead(Path.Combine(device, "addr_assign_type")) == "0"))
                .Where(device => device.Address is { Length: > 0 } address && address.Any(c => c is not ('0' or ':')))
                .ToList();
            var counted = devices.Any(d => d.IsPermanent) ? devices.Where(d => d.IsPermanent) : devices;
            var text = string.Join('\n', counted.Select(d => d.Address).Distinct().Order(StringComparer.Ordinal));
            return text.Length > 0 ? text : null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return null;
        }
    }

    private static string? Hash(string kind, string? text) => string.IsNullOrEmpty(text)
        ? null
        : Convert.ToHexStringLower(HMACSHA256.HashData(
            Encoding.UTF8.GetBytes($"aops.agent.instance.{kind}.1"), Encoding.UTF8.GetBytes(text)))[..32];

    private static string? TryRead(string path)
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
