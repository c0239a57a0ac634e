using System.Diagnostics;
using System.Globalization;
using Aops.Native.Processes;
using Aops.Supervision.Bench;
using Aops.Supervision.Children;

// aops-supervision-bench SOURCES RUNIT [KILLS [CHILDREN]]
//     measures; SOURCES holds beacon.c and parent.c, RUNIT runit's programs ('-' for none)
// aops-supervision-bench child …
//     is the launcher's child set-up, for tests
const double restartRatioMax = 1.5;
const double coldMillisecondsMax = 115;
const double killedMillisecondsMax = 40;
ProcessImage.ResetInheritedSignals();
if (args is [ChildSetup.Verb, ..]) return ChildSetup.Run(args[1..]);
if (args is not [var sources, var runit, .. var numbers] || numbers.Length > 2)
{
    Console.Error.WriteLine("aops-supervision-bench SOURCES RUNIT [KILLS [CHILDREN]]");
    return 64;
}
var kills = numbers.Length > 0 ? int.Parse(numbers[0], CultureInfo.InvariantCulture) : 200;
var children = numbers.Length > 1 ? int.Parse(numbers[1], CultureInfo.InvariantCulture) : 100;
var folder = Directory.CreateTempSubdirectory("aops-bench-").FullName;
try
{
    foreach (var name in new[] { "beacon", "parent" }) Compile(name);
    var measurements = new Measurements(folder, folder, runit == "-" ? null : runit);
    var restart = await measurements.RestartAsync(kills);
    var crowd = await measurements.CrowdAsync(children);
    return Report(restart, crowd);
}
finally
{
    Directory.Delete(folder, recursive: true);
}

void Compile(string name)
{
    var compiler = new[] { "/usr/bin/clang", "/usr/bin/gcc", "/usr/bin/cc" }.First(File.Exists);
    var source = Path.Combine(sources, $"{name}.c");
    using var process = Process.Start(compiler, ["-O2", "-o", Path.Combine(folder, name), source]);
    process.WaitForExit();
    if (process.ExitCode != 0) throw new InvalidOperationException($"{compiler} cannot compile {source}");
}

int Report(IReadOnlyList<Figures> restart, IReadOnlyList<Figures> crowd)
{
    var load = string.Join(", ", File.ReadAllText("/proc/loadavg").Split(' ').Take(3));
    var arms = restart.Count;
    var ratio = restart[1].P50 / restart[0].P50;
    var isGood = ratio <= restartRatioMax && (arms < 3 || restart[1].P99 < restart[2].P99)
        && crowd[1].P50 <= coldMillisecondsMax && crowd[arms + 1].P50 <= killedMillisecondsMax;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
        `./build.sh bench supervision` on {Environment.ProcessorCount} processors with a load average of
        {load} (1, 5 and 15 minutes), in milliseconds:

        | what | times | p50 | p99 | max |
        | --- | ---: | ---: | ---: | ---: |
        {string.Join('\n', restart.Concat(crowd).Select(f => f.ToRow()))}

        A restart takes {ratio:0.00} times what the bare parent takes (p50); at most {restartRatioMax} is asked for, a p99
        below runit's, {coldMillisecondsMax} ms for all cold and {killedMillisecondsMax} ms for all killed at once.
        """));
    return isGood ? 0 : 1;
}
