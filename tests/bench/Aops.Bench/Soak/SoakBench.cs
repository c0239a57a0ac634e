using System.Diagnostics;
using System.Globalization;
using Aops.Contracts;
using Aops.Harness;

namespace Aops.Bench.Soak;

/// <summary>
/// Hours of a host that is never quiet, and what its programs hold meanwhile: memory, descriptors, threads, processor time.
/// Every sample is in a file at once, so that a soak that is ended early still has its figures.
/// </summary>
internal static class SoakBench
{
    private static readonly TimeSpan SamplePeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LinePeriod = TimeSpan.FromMinutes(1);

    public static async Task<int> RunAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(PublishedPrograms.Tree, "artifacts/soak")).FullName;
        var file = Path.Combine(folder, $"{DateTime.UtcNow:yyyyMMdd-HHmmss}.tsv");
        await using var world = await SoakWorld.StartAsync(cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"a soak of {length.TotalMinutes:0} minutes; each sample is written to {file}"));
        await SoakAsync(world, length, file, cancellationToken);
        return SoakReport.Print(file) ? ExitCodes.Ok : ExitCodes.Failure;
    }

    private static async Task SoakAsync(SoakWorld world, TimeSpan length, string file, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = new SoakLoad(world);
        var (loading, clock, line) = (load.RunAsync(stop.Token), Stopwatch.StartNew(), TimeSpan.Zero);
        var (files, restarts) = (world.CountFiles(), await world.RestartsAsync(cancellationToken));
        await using var writer = new StreamWriter(file) { AutoFlush = true };
        await writer.WriteLineAsync(SoakSample.Header);
        using var timer = new PeriodicTimer(SamplePeriod);
        try
        {
            do
            {
                var samples = world.Sample(clock.Elapsed.TotalSeconds).ToList();
                foreach (var sample in samples) await writer.WriteLineAsync(sample.ToLine());
                if (clock.Elapsed < line) continue;
                line += LinePeriod;
                restarts = await world.RestartsAsync(stop.Token) ?? restarts;
                Tell(samples, clock.Elapsed, restarts, load, world.CountFiles());
            }
            while (clock.Elapsed < length && !loading.IsCompleted && await timer.WaitForNextTickAsync(stop.Token));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Console.WriteLine("the soak was ended early: these are its figures until then");
        }
        await stop.CancelAsync();
        await loading;
        Console.WriteLine($"{files} files below the host's root at first, {world.CountFiles()} at last; "
            + $"{restarts} restarts, {load.Edits} edits of conf.yml, {load.Outages} outages");
    }

    private static void Tell(
        IReadOnlyList<SoakSample> samples, TimeSpan elapsed, int? restarts, SoakLoad load, int files) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{elapsed.TotalMinutes,5:0} min  {samples.FirstOrDefault()?.Beats} beats, {restarts} restarts, {load.Edits} edits, ")
            + string.Create(CultureInfo.InvariantCulture, $"{load.Outages} outages, {files} files; MB: ")
            + string.Join(", ", samples.Select(s => string.Create(CultureInfo.InvariantCulture,
                $"{s.Program} {s.AnonymousKib / 1024.0:0.00} ({s.Descriptors} fds, {s.Threads} threads)"))));
}
