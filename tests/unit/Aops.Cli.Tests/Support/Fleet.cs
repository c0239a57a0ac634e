using Aops.Query;
using Aops.Query.Evaluation;

namespace Aops.Cli.Tests.Support;

/// <summary>A small fleet with known facts.</summary>
internal static class Fleet
{
    public const string Web1 = "0199aabbccdd7000800000000000aa01";
    public const string Web2 = "0199aabbccdd7000800000000000aa02";
    public const string Db1 = "0199aabbccdd7000900000000000bb01";

    private static readonly DateTimeOffset Enrolled = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static HostFacts[] Three { get; } =
    [
        Host(Web1, "web-1.fra.example.com") with { Labels = new Dictionary<string, string> { ["env"] = "prod" } },
        Host(Web2, "web-2.fra.example.com") with { Labels = new Dictionary<string, string> { ["env"] = "prod" } },
        Host(Db1, "db-1") with { Labels = new Dictionary<string, string> { ["env"] = "test", ["tier"] = "data" }, Faults = 2 },
    ];

    public static HostFacts Host(string id, string name) => new()
    {
        Id = id, Hostname = name, Version = "1.2.0", State = HostState.Never, EnrolledAt = Enrolled,
        Os = "Debian GNU/Linux 12", Kernel = "6.1.0", Architecture = "x64", ServiceManager = "systemd",
        SubAgents = ["host-metrics"],
    };
}
