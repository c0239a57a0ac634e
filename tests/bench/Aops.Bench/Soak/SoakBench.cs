using System.Diagnostics;
using System.Globalization;
using Aops.Contracts;
using Aops.Harness;
using Aops.Harness.Soaks;

namespace Aops.Bench.Soak;

/// <summary>
/// Hours of a host that is never quiet, and what the programs hold meanwhile: memory, descriptors, threads, processor time.
/// Each sample is in a file at once, so that a soak that is ended early has its figures, and they can be read again.
/// </summary>
internal static class SoakBench
{
    private static readonly TimeSpan SamplePeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LinePeriod = TimeSpan.FromMinutes(1);

    public static async Task<int> RunAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(PublishedPrograms.Tree, "artifacts/soak")).FullName;
        var file = Path.Combine(folder, $"{DateTime.UtcNow:yyyyMMdd-HHmmss}.tsv");
        await using (var world = await SoakWorld.StartAsync(SoakPace.Hours, cancellationToken))
        {
            Console.WriteLine($"a soak of {length.TotalMinutes:0} minutes; Ctrl-C ends it early. The samples are in {file}");
            await SoakAsync(world, length, file, cancellationToken);
        }
        return Read(file);
    }

    /// <summary>Prints the figures of a file of samples.</summary>
    /// <returns>0 if nothing grows.</returns>
    public static int Read(string file)
    {
        if (File.Exists(file) && File.ReadLines(file).FirstOrDefault() == SoakSample.Header)
            return new SoakReport(SoakSample.ReadAll(file)).Print() ? ExitCodes.Ok : ExitCodes.Failure;
        Console.Error.WriteLine($"{file} is no file of samples: name one below artifacts/soak, as a soak has written it");
        return ExitCodes.Usage;
    }

    private static async Task SoakAsync(SoakWorld world, TimeSpan length, string file, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = new SoakLoad(world, SoakPace.Hours);
        var (loading, clock, nextLine, restarts) = (load.RunAsync(stop.Token), Stopwatch.StartNew(), TimeSpan.Zero, 0);
        await using var writer = new StreamWriter(file) { AutoFlush = true };
        await writer.WriteLineAsync(SoakSample.Header);
        using var timer = new PeriodicTimer(SamplePeriod);
        try
        {
            do
            {
                var samples = world.Sample(clock.Elapsed.TotalSeconds);
                foreach (var sample in samples) await writer.WriteLineAsync(sample.ToLine());
                if (clock.Elapsed < nextLine) continue;
                nextLine += LinePeriod;
                restarts = await world.LookAsync(stop.Token) ?? restarts;
                Tell(samples, restarts, load, world.CountFiles());
            }
            while (clock.Elapsed < length && !loading.IsCompleted && await timer.WaitForNextTickAsync(stop.Token));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Console.WriteLine("the soak was ended early; these are its figures until then");
        }
        await stop.CancelAsync();
        await loading;
    }

    private static void Tell(IReadOnlyList<SoakSample> samples, int restarts, SoakLoad load, int files)
    {
        if (samples.Count == 0) return;
        var memory = string.Join(", ", samples.Select(s => string.Create(CultureInfo.InvariantCulture,
            $"{s.Program} {s.AnonymousMegabytes:0.0} MB, {s.Descriptors} descriptors, {s.Threads} threads")));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{samples[0].Seconds / 60,4:0} min: ")
            + $"{samples[0].Heartbeats} heartbeats, {restarts} restarts, {load.Edits} edits of conf.yml, {load.Outages} outages, "
            + $"{files} files; {memory}");
    }
}
