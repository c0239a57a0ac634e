using System.Diagnostics;
using System.Globalization;
using Aops.Harness;

namespace Aops.Bench.Load;

/// <summary>What pages and queries of 100 hosts take at few and at many stored hosts.</summary>
internal static class PageCosts
{
    /// <summary>How much longer one may take.</summary>
    public const double FactorMax = 3;

    private const int PageRows = 100;
    private const int Tries = 15;

    // By equality, range, prefix, and by what is counted as it changes.
    private static readonly string[] Queries =
    [
        "", "state=online", "offline", "label.tier=db", "label.tier=web and label.env=prod", "sub_agents has collector",
        "version=1.0.0", "version<1.1.0", "version>=1.0.0", "last_seen<1d", "last_seen>2d", "enrolled<1d", "hostname~h0005*",
        "hostname=h000500.swarm.example", "host.os~ubuntu*", "host.arch=arm64", "faults=0", "faults>0", "upgrade=rolled-back",
    ];

    private static readonly string[] Sorts = ["hostname", "-last_seen", "version", "-enrolled"];

    /// <summary>Measures every query at both.</summary>
    /// <returns>Rows of a table, and those that grow beyond <see cref="FactorMax"/>.</returns>
    public static async Task<(List<string> Rows, List<string> Dearer)> MeasureAsync(
        ServerApi few, ServerApi many, CancellationToken cancellationToken)
    {
        var (rows, dearer) = (new List<string>(), new List<string>());
        foreach (var (name, words) in Queries.Select(query => (query.Length == 0 ? "every host" : query, $"q={Uri.EscapeDataString(query)}"))
            .Concat(Sorts.Select(sort => ($"every host, sorted by {sort}", $"sort={sort}"))))
        {
            var (small, shown) = await TimeAsync(few, $"/api/v1/hosts?limit={PageRows}&{words}", cancellationToken);
            // Pages of the same length are compared.
            var (large, _) = await TimeAsync(many, $"/api/v1/hosts?limit={Math.Max(1, shown)}&{words}", cancellationToken);
            rows.Add(string.Create(CultureInfo.InvariantCulture,
                $"| `{name}` | {shown} | {small:0.00} | {large:0.00} | {large / small:0.0} |"));
            if (large > FactorMax * small) dearer.Add(name);
        }
        return (rows, dearer);
    }

    // The shortest time of some tries, and how many hosts the page has.
    private static async Task<(double Milliseconds, int Rows)> TimeAsync(
        ServerApi operators, string path, CancellationToken cancellationToken)
    {
        var rows = (await operators.SendAsync(HttpMethod.Get, path, null, cancellationToken))["hosts"]?.AsArray().Count ?? 0;
        var best = double.MaxValue;
        for (var i = 0; i < Tries; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await operators.GetBytesAsync(path, cancellationToken);
            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        return (best, rows);
    }
}
