using System.Globalization;
using Aops.Contracts;
using Aops.Harness;

namespace Aops.Bench.Runs;

/// <summary>
/// Runs by the published programs: time from the order of a short command to its result, on one host and on many that wait,
/// and the delay of lines that are followed, beside <c>tail -f | curl</c>.
/// </summary>
internal static class RunBench
{
    private const int ManyHosts = 500;
    private const int ManyRounds = 10;
    private const double DelayShareMax = 2;

    /// <summary>Measures.</summary>
    /// <param name="count">Short commands on one host.</param>
    public static async Task<int> RunAsync(int count, CancellationToken cancellationToken)
    {
        await using var fleet = new Fleet("benchruns");
        await fleet.Workshop.InitAsync(cancellationToken);
        await fleet.Workshop.AddAgentAsync(fleet.Stage.Agent(PublishedPrograms.First), PublishedPrograms.First, cancellationToken);
        await fleet.Workshop.AddBootstrapAsync(PublishedPrograms.First, cancellationToken);
        await fleet.StartServerAsync(cancellationToken);
        await fleet.PublishAsync(cancellationToken);
        var agent = await fleet.InstallAsync(cancellationToken);
        try
        {
            agent.EditConf(("runs", "any"), ("heartbeatInterval", "30s"));
            var latency = new RunLatency(fleet.Server);
            var one = await latency.OnOneAsync(await agent.IdAsync(cancellationToken), count, cancellationToken);
            Console.Error.WriteLine(one.ToRow());
            var many = await latency.OnManyAsync(ManyHosts, ManyRounds, cancellationToken);
            Console.Error.WriteLine(many.ToRow());
            var lines = new LiveLines(fleet, agent);
            var (live, tail) = await lines.MeasureAsync(cancellationToken);
            Print(one, many, live, tail);
            return live.At(0.99) <= DelayShareMax * tail.At(0.99) ? ExitCodes.Ok : ExitCodes.Failure;
        }
        finally
        {
            await agent.ServiceAsync(CancellationToken.None, "uninstall");
        }
    }

    private static void Print(Figures one, Figures many, Figures live, Figures tail)
    {
        Console.WriteLine("| what | count | p50 ms | p99 ms | max ms |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: |");
        foreach (var figures in new[] { one, many, live, tail }) Console.WriteLine(figures.ToRow());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"p99 of the delay of a line: {live.At(0.99) / tail.At(0.99):0.00} of that of tail -f | curl"));
    }
}
