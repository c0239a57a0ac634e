using System.Globalization;
using System.Net;
using Aops.Harness;
using Aops.Native.Files;

namespace Aops.Integration.Tests;

/// <summary>What others can reach of an installed host: sockets over the network, files by their modes.</summary>
public sealed class ExposureTests(FleetFixture fixture) : AgentTest(fixture)
{
    private const string Listening = "0A";

    private static readonly string[] Tables = ["tcp", "tcp6", "udp", "udp6"];

    [Fact]
    public async Task NoPartOfTheAgent_ListensOnTheNetwork_AndTheServerOnLoopbackOnly()
    {
        await RunTickerAsync();

        foreach (var process in ProcessesWithin.Find(Agent.Layout.Root)) Assert.Empty(ListenersOf(process.Pid));

        var server = ListenersOf(Fleet.Server.Pid);
        Assert.NotEmpty(server);
        Assert.All(server, address => Assert.True(IPAddress.IsLoopback(address), $"{address}"));
    }

    [Fact]
    public async Task FilesAndSockets_HaveTheLeastModeThatWorks()
    {
        await RunTickerAsync();
        await Agent.WaitForPairAsync(Soon, Stop);
        var root = Agent.Layout.Root;

        var modes = Directory.EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories)
            .Where(path => new FileInfo(path).LinkTarget is null)
            .Select(path => (Path: Path.GetRelativePath(root, path), Mode: File.GetUnixFileMode(path)))
            .OrderBy(entry => entry.Path, StringComparer.Ordinal).ToList();

        var looser = modes.Where(entry => (entry.Mode & ~Most(entry.Path, Path.Combine(root, entry.Path))) != 0)
            .Select(entry => $"{Convert.ToString((int)entry.Mode, 8)} {entry.Path}");
        Assert.Equal("", string.Join('\n', looser));
        Assert.Contains(modes, entry => entry.Path == "run/aops/spm.sock");
    }

    // The most that anything may have.
    private static UnixFileMode Most(string path, string full)
    {
        var isFolder = Directory.Exists(full);
        var isPackage = path.StartsWith("opt/", StringComparison.Ordinal) || path.Contains("/releases/") || path.Contains("/current/");
        if (isPackage) return isFolder || !IsText(path) ? AtomicFile.Executable : AtomicFile.Public;
        return path switch
        {
            "var/lib/aops" => AtomicFile.PassableDirectory,
            "var/lib/aops/packages" or "var/lib/aops/tuf" => AtomicFile.PrivateDirectory,
            "var/log/aops" => AtomicFile.GroupDirectory,
            _ when path.EndsWith("/data", StringComparison.Ordinal) => AtomicFile.GroupDirectory,
            _ when isFolder => AtomicFile.Executable,
            // Logs lie in a folder of their own that others cannot enter.
            _ when path.StartsWith("etc/", StringComparison.Ordinal) || path.StartsWith("var/log/", StringComparison.Ordinal) =>
                AtomicFile.Public,
            _ => AtomicFile.Private,
        };
    }

    private static bool IsText(string path) =>
        Path.GetExtension(path) is ".json" or ".service" or ".slice";

    // The local addresses of sockets that a process of ours waits on; a datagram socket without a peer counts too.
    private static List<IPAddress> ListenersOf(int pid)
    {
        var inodes = Directory.EnumerateFiles($"/proc/{pid}/fd")
            .Select(fd => new FileInfo(fd).LinkTarget ?? "")
            .Where(link => link.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(link => link[8..^1]).ToHashSet();
        var found = new List<IPAddress>();
        foreach (var table in Tables)
        {
            foreach (var line in File.ReadLines($"/proc/{pid}/net/{table}").Skip(1))
            {
                var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (!inodes.Contains(fields[9])) continue;
                if (table[0] == 't' ? fields[3] == Listening : fields[2].EndsWith(":0000", StringComparison.Ordinal))
                    found.Add(AddressOf(fields[1].Split(':')[0]));
            }
        }
        return found;
    }

    // Words of four bytes in the order of this machine (proc_net_tcp in the kernel's documentation).
    private static IPAddress AddressOf(string hex) => new(
        Enumerable.Range(0, hex.Length / 8)
            .SelectMany(i => BitConverter.GetBytes(uint.Parse(
                hex.AsSpan(i * 8, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture))).ToArray());
}
