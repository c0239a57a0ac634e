using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Aops.Contracts.Wire;

namespace Aops.Swarm.Hosts;

/// <summary>What a simulated host is, all by seed and number.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="TokenNumber">Number of the enrolment token that it enrols by.</param>
/// <param name="Info">What it tells of itself.</param>
/// <param name="Luck">Its place among all hosts, 0 to 1, for choices of a share of them.</param>
public sealed record HostTraits(int Number, int TokenNumber, HostInfo Info, double Luck)
{
    private static readonly string[] Systems =
    [
        "Debian GNU/Linux 12 (bookworm)", "Debian GNU/Linux 12 (bookworm)", "Ubuntu 24.04.1 LTS", "AlmaLinux 9.4 (Seafoam Ocelot)",
    ];

    private static readonly string[] Kernels = ["6.1.0-25-amd64", "6.8.0-45-generic", "5.14.0-427.el9.x86_64"];

    /// <summary>The host of a number.</summary>
    /// <param name="seed">Seed of the swarm.</param>
    /// <param name="number">Its number.</param>
    /// <param name="tokens">Number of enrolment tokens.</param>
    public static HostTraits Of(int seed, int number, int tokens)
    {
        var random = new Random(HashCode(seed, number));
        var token = tokens == 0 ? 0 : number % tokens;
        return new HostTraits(number, token, new HostInfo
        {
            Hostname = string.Create(CultureInfo.InvariantCulture, $"h{number:D6}.swarm.example"),
            MachineId = Hash($"machine {seed} {number}"),
            Os = Systems[random.Next(Systems.Length)],
            Kernel = Kernels[random.Next(Kernels.Length)],
            Architecture = random.Next(8) == 0 ? "arm64" : "x64",
            ServiceManager = "systemd",
            Instance = new HostInstance
            {
                Boot = Hash($"boot {seed} {number}")[..32],
                Product = Hash($"product {seed} {number}")[..32],
                Network = Hash($"network {seed} {number}")[..32],
            },
        }, random.NextDouble());
    }

    /// <summary>The same host on another machine: what a copy of its disk is.</summary>
    public HostTraits Copy(int seed) => this with
    {
        Info = Info with
        {
            MachineId = Hash($"clone {seed} {Number}"),
            Instance = Info.Instance! with { Product = Hash($"clone product {seed} {Number}")[..32] },
        },
    };

    // string.GetHashCode and HashCode differ from run to run.
    private static int HashCode(int seed, int number) =>
        BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {number}")));

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
