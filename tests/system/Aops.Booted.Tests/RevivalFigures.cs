using System.Diagnostics;
using System.Globalization;
using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Booted.Tests;

/// <summary>
/// The output of <c>./build.sh bench revival-booted</c>: SIGKILL of each member of a pair under systemd,
/// until the successor's socket is bound. The peer has it started over the bus, and systemd starts the
/// launcher.
/// </summary>
public sealed class RevivalFigures(Site site) : BootedTest(site)
{
    private const int Kills = 50;
    private const int PauseMillisecondsMax = 300;
    private const int RestMilliseconds = 1500;
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(1);

    [Fact(Explicit = true), Trait("Kind", "Figures")]
    public async Task OfAPairThatSystemdRuns()
    {
        Agent.Files.EditConf(("pingInterval", "100ms"));
        Console.WriteLine($"{Kills} kills a row, in milliseconds, until the successor's socket is bound:\n");
        Console.WriteLine("| what | p50 | p99 | max |\n| --- | ---: | ---: | ---: |");
        var random = new Random(Kills);
        foreach (var role in new[] { Role.Spm, Role.Spa })
        {
            var times = new List<double>();
            for (var i = 0; i < Kills; i++)
            {
                await AssertHealthyAsync();
                await Task.Delay(RestMilliseconds + random.Next(PauseMillisecondsMax), Stop);
                times.Add(await KillAsync(role));
            }
            times.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {role.ProgramName()} under systemd | {times[Kills / 2]:0.0} | {times[Kills * 99 / 100]:0.0} | {times[^1]:0.0} |"));
        }
    }

    private async Task<double> KillAsync(Role role)
    {
        var victim = Find(role);
        var socket = $"/proc/{Find(role.Peer())}/root/run/aops/{role.ShortName()}.sock";
        var boundAt = File.GetLastWriteTimeUtc(socket);
        using var process = PidFd.TryOpen(ProcessIdentity.TryRead(victim)!.Value)!;
        var begin = Stopwatch.GetTimestamp();
        process.Send(Signal.SIGKILL);
        while (File.GetLastWriteTimeUtc(socket) is var now && (now == boundAt || !File.Exists(socket)))
        {
            if (Stopwatch.GetElapsedTime(begin) > BootedAgent.Soon) throw new TimeoutException($"no new {socket}");
            await Task.Delay(LookPeriod, Stop);
        }
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }

    // Its pid out here: the machine's own pids are of another namespace.
    private int Find(Role role)
    {
        var machine = File.ReadAllText(Path.Combine(Agent.Machine.Root, "etc/machine-id"));
        return Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Where(name => Text($"/proc/{name}/comm").Trim() == role.ProgramName()
                && Text($"/proc/{name}/root/etc/machine-id") == machine)
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Single();
    }

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
