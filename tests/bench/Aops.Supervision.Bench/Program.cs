using System.Diagnostics;
using System.Globalization;
using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Native.Processes;
using Aops.Supervision;
using Aops.Supervision.Bench;
using Aops.Supervision.Children;
using Microsoft.Extensions.Logging.Abstractions;

// aops-supervision-bench [KILLS [CHILDREN]]   measures; needs cc for the child and for the bare C parent
// aops-supervision-bench child …              is the launcher's child set-up, for tests
ProcessImage.ResetInheritedSignals();
if (args is [ChildSetup.Verb, ..]) return ChildSetup.Run(args[1..]);

var kills = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 200;
var children = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10;
var root = Directory.CreateTempSubdirectory("aops-bench-").FullName;
try
{
    Compile("beacon");
    Compile("parent");
    await MeasureRestartAsync();
    await MeasureColdStartAsync(100);
}
finally
{
    Directory.Delete(root, recursive: true);
}
return 0;

void Compile(string name)
{
    var source = Path.Combine(AppContext.BaseDirectory, $"{name}.c");
    using var compiler = Process.Start("cc", ["-O2", "-o", Path.Combine(root, name), source]);
    compiler.WaitForExit();
    if (compiler.ExitCode != 0) throw new InvalidOperationException($"cc cannot compile {source}");
}

async Task MeasureRestartAsync()
{
    using (var beacon = new BeaconSocket(Path.Combine(root, "c.sock")))
    {
        using var parent = Process.Start(new ProcessStartInfo(Path.Combine(root, "parent"),
            [$"{children}", Path.Combine(root, "beacon"), beacon.Path]))!;
        var alive = Enumerable.Range(0, children).Select(_ => beacon.Receive().Pid).ToList();
        Console.WriteLine($"restart, bare C parent   {Figures.Of(Kill(beacon, alive))}");
        parent.Kill();
        alive.ForEach(pid => Signal.Send(pid, Signal.SIGKILL));
    }
    using (var beacon = new BeaconSocket(Path.Combine(root, "s.sock")))
    {
        await using var supervisor = Make("restart");
        for (var i = 0; i < children; i++) await supervisor.ApplyAsync(Spec($"b{i}", beacon), root, running: true);
        var alive = Enumerable.Range(0, children).Select(_ => beacon.Receive().Pid).ToList();
        Console.WriteLine($"restart, supervisor      {Figures.Of(Kill(beacon, alive))}");
        await supervisor.StopAllAsync();
    }
}

// Each child has run for more than a second when its turn comes: a healthy run, restarted at once.
List<long> Kill(BeaconSocket beacon, List<int> alive)
{
    var times = new List<long>();
    for (var i = 0; i < kills; i++)
    {
        Thread.Sleep(i < alive.Count ? 1100 / alive.Count + 20 : 1000 / alive.Count + 10);
        if (i == 0) Thread.Sleep(1100);
        var start = BeaconSocket.Now;
        Signal.Send(alive[i % alive.Count], Signal.SIGKILL);
        (alive[i % alive.Count], var at) = beacon.Receive();
        times.Add(at - start);
    }
    return times;
}

async Task MeasureColdStartAsync(int count)
{
    using var beacon = new BeaconSocket(Path.Combine(root, "cold.sock"));
    await using var supervisor = Make("cold");
    // The first one pays for what is made once.
    await supervisor.ApplyAsync(Spec("first", beacon), root, running: true);
    beacon.Receive();
    var start = BeaconSocket.Now;
    var applied = Enumerable.Range(0, count).Select(i => supervisor.ApplyAsync(Spec($"c{i}", beacon), root, true)).ToList();
    var last = Enumerable.Range(0, count).Max(_ => beacon.Receive().At);
    await Task.WhenAll(applied);
    Console.WriteLine($"cold start of {count}       {(last - start) / 1e6:0.0} ms to the last one's first instruction");

    Thread.Sleep(1500);
    var pids = supervisor.Snapshot().Where(s => s.Name != "first").Select(s => s.Pid!.Value).ToList();
    start = BeaconSocket.Now;
    pids.ForEach(pid => Signal.Send(pid, Signal.SIGKILL));
    last = Enumerable.Range(0, count).Max(_ => beacon.Receive().At);
    Console.WriteLine($"all {count} killed at once  {(last - start) / 1e6:0.0} ms to the last one's first instruction");

    var self = ProcStat.TryRead(Environment.ProcessId)!.Value;
    await Task.Delay(10_000);
    var after = ProcStat.TryRead(Environment.ProcessId)!.Value;
    Console.WriteLine($"idle with {count + 1}         " +
        $"{after.CpuMilliseconds - self.CpuMilliseconds} ms of CPU in 10 s, {after.RssBytes / 1048576.0:0.0} MiB RSS");
    await supervisor.StopAllAsync();
}

Supervisor Make(string name) => new(
    new AopsLayout(Path.Combine(root, name)), null, new SupervisorOptions(), NullLogger.Instance);

SubAgentSpec Spec(string name, BeaconSocket beacon) => new()
{
    Name = name,
    Version = "1",
    Exec = "beacon",
    Args = [beacon.Path],
    Restart = new RestartSpec { HealthyAfterSeconds = 0 },
};
