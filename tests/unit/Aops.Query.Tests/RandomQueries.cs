using System.Net;
using Aops.Query.Evaluation;

namespace Aops.Query.Tests;

/// <summary>Random queries and hosts from small sets of values, so that queries hold for some hosts and not for others.</summary>
public sealed class RandomQueries(int seed)
{
    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000);

    private static readonly string[] Versions =
        ["1.0.0", "1.2.0", "1.10.0", "1.2.0-rc.1", "1.2.0-rc.10", "1.2", "2.0.0+build.7", "01.2.0", "7f3a9c1", "71c90ab", "main-7f3a9c1"];

    private static readonly string[] Hostnames =
        ["web1", "WEB2", "web10.example.org", "db1", "db-2", "Größe", "größe2", "a_b%c", "a*b", "x\\y", "\U0001F600host", "a", "\uFFFDz"];

    private static readonly string[] Systems =
        ["Debian GNU/Linux 12 (bookworm)", "Ubuntu 24.04", "Red Hat Enterprise Linux 9.4 (Plow)", ""];

    private static readonly string[] Kernels = ["6.1.0-25-amd64", "6.8.0", "5.14.0-427.el9", ""];
    private static readonly string[] Phases = ["", "success", "rolled-back", "trial"];
    private static readonly string[] Names = ["host-metrics", "node-exporter", "Web"];
    private static readonly string[] LabelNames = ["env", "tier", "example.org/zone", "critical"];
    private static readonly string[] LabelValues = ["prod", "Prod", "test", "", "a.b-c", "1"];
    private static readonly string[] HostAddresses = ["10.1.2.3", "10.200.0.1", "192.0.2.7", "2001:db8::1", "2001:db8:ffff::2"];
    private static readonly string[] Networks = ["10.1.2.3", "10.0.0.0/8", "0.0.0.0/0", "2001:db8::/33", "::/0", "203.0.113.0/24"];
    private static readonly string[] Packages = ["openssl", "g++", "libc6"];
    private static readonly string[] PackageVersions = ["3.0.13-1~deb12u1", "3.0.14-1~deb12u2", "1:9.2p1-2", "3.0.14", "1.0"];
    private static readonly string[] Ages = ["0s", "30s", "5m", "2h", "2d", "1d12h", "9w"];

    private readonly Random _random = new(seed);

    public HostFacts NextHost(int number) => new()
    {
        Id = $"h{number:D4}",
        Hostname = One(Hostnames),
        Version = One(Versions),
        State = (HostState)_random.Next(8),
        LastSeen = _random.Next(4) == 0 ? null : Now - Age(),
        EnrolledAt = Now - Age(),
        Os = One(Systems),
        Kernel = One(Kernels),
        Architecture = One(["x64", "arm64"]),
        ServiceManager = One(["systemd", "direct", ""]),
        Faults = _random.Next(4),
        Failing = _random.Next(3),
        Upgrade = One(Phases),
        SubAgents = [.. Names.Where(_ => _random.Next(2) == 0)],
        OsId = One(["debian", "rocky", ""]),
        OsVersion = One(["12", "9.4", "24.04", ""]),
        KernelVersion = One(["6.1.0", "5.14.0", ""]),
        Libc = One(["glibc", "musl", ""]),
        LibcVersion = One(["2.36", "2.34", ""]),
        CpuCount = One([null, 1, 4, (long?)64]),
        MemoryBytes = One([null, 1L << 30, (long?)(16L << 30)]),
        DiskFree = One([null, 0, 5, (long?)95]),
        Addresses = [.. HostAddresses.Where(_ => _random.Next(3) == 0).Select(address => AddressKey.Of(IPAddress.Parse(address)))],
        Packages = Packages.Where(_ => _random.Next(2) == 0).ToDictionary(
            name => name, _ => (IReadOnlyList<string>)[.. PackageVersions.Where(_ => _random.Next(3) == 0).DefaultIfEmpty("1.0")]),
        Labels = LabelNames.Where(_ => _random.Next(2) == 0).ToDictionary(name => name, _ => One(LabelValues)),
    };

    public string NextQuery() => Tree(_random.Next(4));

    private string Tree(int depth) => depth == 0 ? Term() : _random.Next(4) switch
    {
        0 => $"({Tree(depth - 1)} and {Tree(depth - 1)})",
        1 => $"({Tree(depth - 1)} or {Tree(depth - 1)})",
        2 => $"not {Tree(depth - 1)}",
        _ => Term(),
    };

    private string Term() => _random.Next(22) switch
    {
        0 => Compare("id", () => $"h{_random.Next(60):D4}"),
        1 => Compare("hostname", () => One(Hostnames)),
        2 or 3 => $"version{Order()}{One(Versions)}",
        4 => $"version in ({One(Versions)}, {One(Versions)})",
        5 => One(["online", "late", "offline", "never", "state!=online", "state in (late, offline)"]),
        6 => $"last_seen{Range()}{One(Ages)}",
        7 => $"enrolled{Range()}{One(Ages)}",
        8 => Compare("host.os", () => One(Systems)),
        9 => Compare("host.kernel", () => One(Kernels)),
        10 => Compare(One(["host.arch", "host.service_manager"]), () => One(["x64", "ARM64", "systemd", ""])),
        11 => $"{One(["faults", "failing"])}{Order()}{_random.Next(4)}",
        12 => Compare("upgrade", () => One(Phases)),
        13 => $"sub_agents has {One(Names)}",
        14 => Compare(One(["host.os.id", "host.libc"]), () => One(["debian", "MUSL", ""])),
        15 => $"{One(["host.os.version", "host.kernel.version", "host.libc.version"])}{Order()}{One(["12", "9.4", "5.15", "2.34"])}",
        16 => $"cpu.count{Order()}{_random.Next(5)}",
        17 => $"{One(["memory.bytes<2GiB", "memory.bytes>=17179869184", "memory.bytes!=1GiB", "memory.bytes in (0, 1048576KiB)"])}",
        18 => $"disk.free{Order()}{One([0, 5, 10])}",
        19 => One([$"address={One(Networks)}", $"address!={One(Networks)}", $"address in ({One(Networks)}, {One(Networks)})"]),
        20 => $"package.{One(Packages)}{Order()}{Quote(One(PackageVersions))}",
        21 => One([$"package.{One(Packages)}", $"package.{One(Packages)} in ({Quote(One(PackageVersions))}, 1.0)"]),
        _ => _random.Next(3) == 0 ? "label." + One(LabelNames) : Compare("label." + One(LabelNames), () => One(LabelValues)),
    };

    private string Compare(string field, Func<string> value)
    {
        switch (_random.Next(6))
        {
            case 0: return $"{field}!={Quote(value())}";
            case 1: return $"{field} in ({Quote(value())}, {Quote(value())})";
            case 2: return $"{field} not in ({Quote(value())})";
            case 3 when Piece(value()) is { Length: > 0 } piece: return One([$"{field}~{piece}*", $"{field}~*{piece}", $"{field}~{piece}"]);
            case 4 when Piece(value()) is { Length: > 0 } piece: return $"{field}~{Quote(piece)}";
            default: return $"{field}={Quote(value())}";
        }
    }

    // Letters of a value that a word without quotes can have.
    private string Piece(string value)
    {
        var part = new string([.. value.TakeWhile(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '%' or '_')]);
        return part.Length == 0 ? "" : part[..(1 + _random.Next(part.Length))];
    }

    private static string Quote(string value) =>
        $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private string Order() => One(["=", "!=", "<", "<=", ">", ">="]);

    private string Range() => One(["<", "<=", ">", ">="]);

    // Some of them exactly on a bound.
    private TimeSpan Age() => One([
        TimeSpan.Zero, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(31), TimeSpan.FromHours(2), TimeSpan.FromDays(2), TimeSpan.FromDays(100)]);

    private T One<T>(T[] values) => values[_random.Next(values.Length)];
}
