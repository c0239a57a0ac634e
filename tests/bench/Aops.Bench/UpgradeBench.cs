using System.Globalization;
using Aops.Contracts;
using Aops.Harness;
using Aops.Layout;

namespace Aops.Bench;

/// <summary>
/// Brings a package of the suite from a repository to a slot by <c>aops-release stage</c>, which is the code that a
/// host runs, process start and metadata included; beside it, in turns, <c>openssl dgst -sha256</c> and
/// <c>zstd -dc | tar x</c> of the same package, with and without the flush to disk that a slot gets. Then the same
/// version by a delta, from a slot whose spm has one line of code less.
/// </summary>
internal static class UpgradeBench
{
    private const double RatioMax = 1.4;
    private const long PeakKilobytesMax = 40 * 1024;
    private const double DeltaShareMax = 0.30;

    // A folder beside those of the versions, which build/bench.sh makes.
    private const string ChangedLine = "line";

    public static async Task<int> RunAsync(int count, CancellationToken cancellationToken)
    {
        using var root = new TempRoot("bench");
        var programs = PublishedPrograms.Find();
        var workshop = new ReleaseWorkshop(programs, root.Folder("publisher"));
        await workshop.InitAsync(cancellationToken);
        var stage = new PackageStage(programs, root.Folder("stage"));
        var folder = stage.Agent(PublishedPrograms.First);
        await workshop.AddAgentWithDeltasAsync(folder, PublishedPrograms.First, cancellationToken);
        // Built from the same sources but for one more line of code; every other program stays as it is.
        var spm = Path.Combine(folder, "bin/aops-spm");
        File.Delete(spm);
        File.Copy(programs.Program("aops-spm", ChangedLine), spm);
        foreach (var name in PublishedPrograms.AgentPrograms)
            ProgramStamp.TryWriteVersion(Path.Combine(folder, "bin", name), PublishedPrograms.Second);
        await workshop.AddAgentWithDeltasAsync(folder, PublishedPrograms.Second, cancellationToken);

        var run = new UpgradeRun(programs.Program("aops-release"), workshop.Repository, root, cancellationToken);
        for (var i = 0; i < count; i++) await run.RoundAsync();
        var isClean = await run.TamperAsync();
        Print(run, count, isClean);
        return isClean && run.Ratio <= RatioMax && run.PeakKilobytes <= PeakKilobytesMax
            && run.DeltaShare <= DeltaShareMax ? ExitCodes.Ok : ExitCodes.Failure;
    }

    private static void Print(UpgradeRun run, int count, bool isClean) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            `./build.sh bench upgrade --count {count}` on {Environment.ProcessorCount} processors with a load average of
            {MachineLoad.Read()} (1, 5 and 15 minutes), in milliseconds; {run.UnpackedBytes / 1e6:0.0} MB unpacked,
            {run.PackageBytes / 1e6:0.0} MB packed:

            | what | rounds | p50 | p99 | max |
            | --- | ---: | ---: | ---: | ---: |
            {string.Join('\n', run.Rows())}

            Host to `openssl` and `tar` with a flush, by their medians: {run.Ratio:0.00} (at most {RatioMax} is asked for).
            Peak memory of the host's code: {run.PeakKilobytes / 1024.0:0.0} MB for the package,
            {run.DeltaPeakKilobytes / 1024.0:0.0} MB for the delta (at most {PeakKilobytesMax / 1024} MB).
            Delta: {run.DeltaBytes} bytes, {run.DeltaShare:P1} of the package (at most {DeltaShareMax:P0}).
            A tampered package and a tampered delta {(isClean ? "left nothing behind" : "LEFT SOMETHING BEHIND")}.
            """));
}
