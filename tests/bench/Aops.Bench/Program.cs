using System.Globalization;
using Aops.Bench;
using Aops.Bench.Load;
using Aops.Bench.Rollouts;
using Aops.Bench.Runs;
using Aops.Bench.Soak;
using Aops.Contracts;
using Aops.Harness;

using var stop = new Interruption();
const int standardCount = 100;
const int standardUpgradeCount = 11;
const int largeFleet = 100_000;
const int soakMinutes = 120;
var count = args switch
{
    [_] => standardCount,
    [_, "--count", var text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) => n,
    _ => 0,
};
try
{
    switch (args)
    {
        case ["revival", ..] when count > 0:
            return await RevivalBench.RunAsync(count, stop.Token);
        case ["downtime", ..] when count > 0:
            return await DowntimeBench.RunAsync(count, stop.Token);
        case ["fleet"]:
            return await FleetBench.RunAsync(largeFleet, stop.Token);
        case ["fleet", "--count", _] when count > 0:
            return await FleetBench.RunAsync(count, stop.Token);
        case ["rollout"]:
            return await RolloutBench.RunAsync(largeFleet, stop.Token);
        case ["rollout", "--count", _] when count > 0:
            return await RolloutBench.RunAsync(count, stop.Token);
        case ["runs", ..] when count > 0:
            return await RunBench.RunAsync(count, stop.Token);
        case ["idle"]:
            return await IdleBench.RunAsync(stop.Token);
        case ["soak"]:
            return await SoakBench.RunAsync(TimeSpan.FromMinutes(soakMinutes), stop.Token);
        case ["soak", "--minutes", var text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            && minutes > 0:
            return await SoakBench.RunAsync(TimeSpan.FromMinutes(minutes), stop.Token);
        case ["soak", "--read", var file]:
            return SoakBench.Read(file);
        case ["upgrade"]:
            return await UpgradeBench.RunAsync(standardUpgradeCount, stop.Token);
        case ["upgrade", "--count", _] when count > 0:
            return await UpgradeBench.RunAsync(count, stop.Token);
        default:
            Console.Error.WriteLine($"bench: there is no '{string.Join(' ', args)}'; " +
                "revival [--count N], downtime [--count N], upgrade [--count N], fleet [--count HOSTS], rollout [--count HOSTS], " +
                "runs [--count N], soak [--minutes N | --read FILE] and idle are");
            return ExitCodes.Usage;
    }
}
catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
{
    Console.Error.WriteLine("the bench was ended before it was through; nothing of it is left");
    return ExitCodes.Failure;
}
