using System.Globalization;
using Aops.Contracts;
using Aops.Harness;

namespace Aops.Bench.Load;

/// <summary>
/// The server under the load of a fleet, beside bare Kestrel: heartbeats a second, memory of an agent that waits, pages of a
/// large fleet, size of its database.
/// </summary>
internal static class FleetBench
{
    // So many that none comes near the rate that the server allows one.
    private const int LoadAgents = 8000;
    private const int OwnConnections = 2000;
    private const int FewHosts = 1000;
    private const int Rounds = 3;
    private const double RateShareMin = 0.75;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan History = TimeSpan.FromDays(30);

    /// <summary>Measures.</summary>
    /// <param name="hosts">How many a large fleet has.</param>
    public static async Task<int> RunAsync(int hosts, CancellationToken cancellationToken)
    {
        using var root = new TempRoot("benchfleet");
        var report = new FleetReport { Hosts = hosts };
        await using (var fleet = await StoredFleet.CreateAsync(root.Folder("load"), LoadAgents, cancellationToken))
        {
            Tell($"{LoadAgents} hosts are enrolled");
            await MeasureRateAsync(report, fleet, root.Path, cancellationToken);
            await MeasureMemoryAsync(report, fleet, root.Path, cancellationToken);
        }
        await using (var few = await StoredFleet.CreateAsync(root.Folder("few"), FewHosts, cancellationToken))
        await using (var many = await StoredFleet.CreateAsync(root.Folder("many"), hosts, cancellationToken))
        {
            Tell($"{hosts} hosts are enrolled");
            await few.AddHistoryAsync(History, cancellationToken);
            report.Events = await many.AddHistoryAsync(History, cancellationToken);
            report.Megabytes = many.DatabaseBytes / 1e6;
            Tell($"{report.Events} events are stored, in {report.Megabytes:0} MB");
            (report.PageRows, report.DearerPages) = await PageCosts.MeasureAsync(few, many, cancellationToken);
            foreach (var row in report.PageRows) Tell($"{row}");
            await MeasureAllAsync(report, many, cancellationToken);
        }
        report.Write();
        var isFast = report.Server!.PerSecond >= RateShareMin * report.Floor!.PerSecond;
        return isFast && report.HeldBytes <= report.IdleBytes && report.DearerPages.Count == 0
            ? ExitCodes.Ok : ExitCodes.Failure;
    }

    private static async Task MeasureRateAsync(
        FleetReport report, StoredFleet fleet, string folder, CancellationToken cancellationToken)
    {
        var agents = Agents(fleet, TimeSpan.Zero);
        report.BodyBytes = agents[0].BodyBytes;
        using var floor = await FloorProcess.StartAsync(folder, cancellationToken);
        var (bare, served) = (new List<LoadFigure>(), new List<LoadFigure>());
        // In turn, so that what else the machine does meets both; the first of each only warms up.
        for (var round = 0; round <= Rounds; round++)
        {
            var one = await HeartbeatLoad.RunAsync(floor.Pid, floor.Port, Agents(fleet, TimeSpan.Zero), Round, cancellationToken);
            var other = await HeartbeatLoad.RunAsync(
                fleet.Server.Pid, fleet.Server.Url.Port, agents, Round, cancellationToken);
            Tell($"floor {one.PerSecond:0}/s at {one.CpuMicroseconds:0} us of processor time each");
            Tell($"server {other.PerSecond:0}/s at {other.CpuMicroseconds:0} us, {other.Refused} refused");
            if (round == 0) continue;
            bare.Add(one);
            served.Add(other);
        }
        (report.Floor, report.Server) = (LoadFigure.Median(bare), LoadFigure.Median(served));
    }

    private static async Task MeasureMemoryAsync(
        FleetReport report, StoredFleet fleet, string folder, CancellationToken cancellationToken)
    {
        using (var floor = await FloorProcess.StartAsync(folder, cancellationToken))
        {
            using var idle = await WaitingMemory.MeasureAsync(
                floor.Pid, floor.Port, Agents(fleet, TimeSpan.Zero, OwnConnections), isHeld: false, cancellationToken);
            report.IdleBytes = idle.BytesOfOne;
        }
        await fleet.RestartAsync(cancellationToken);
        using var held = await WaitingMemory.MeasureAsync(
            fleet.Server.Pid, fleet.Server.Url.Port, Agents(fleet, Hold, OwnConnections), isHeld: true, cancellationToken);
        report.HeldBytes = held.BytesOfOne;
        Tell($"idle TLS connection of the floor {report.IdleBytes / 1024:0.0} KiB, waiting agent {report.HeldBytes / 1024:0.0} KiB");
    }

    // Every host of the large fleet waits at once: some with a connection of their own, the others by HTTP/2.
    private static async Task MeasureAllAsync(FleetReport report, StoredFleet fleet, CancellationToken cancellationToken)
    {
        await fleet.RestartAsync(cancellationToken);
        var empty = AnonymousMemory.Read(fleet.Server.Pid);
        var own = Math.Min(OwnConnections, fleet.Hosts.Count / 2);
        using var few = await WaitingMemory.MeasureAsync(
            fleet.Server.Pid, fleet.Server.Url.Port, Agents(fleet, Hold, own), isHeld: true, cancellationToken);
        using var shared = await SharedWaiting.MeasureAsync(fleet.Server, [.. fleet.Hosts.Skip(own)], Hold, cancellationToken);
        report.SharedBytes = shared.BytesOfOne;
        report.WaitingMegabytes = AnonymousMemory.Read(fleet.Server.Pid) / 1e6;
        report.EmptyMegabytes = empty / 1e6;
        Tell($"waiting over HTTP/2 {report.SharedBytes / 1024:0.0} KiB; with every host {report.WaitingMegabytes:0} MB");
    }

    private static List<LoadAgent> Agents(StoredFleet fleet, TimeSpan hold, int most = int.MaxValue) =>
        [.. fleet.Hosts.Take(most).Select(host => new LoadAgent(host, hold > TimeSpan.Zero ? hold : StoredFleet.Interval, hold))];

    private static void Tell(FormattableString line) => Console.Error.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
