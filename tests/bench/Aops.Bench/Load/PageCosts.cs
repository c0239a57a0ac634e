using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Harness;

namespace Aops.Bench.Load;

/// <summary>What pages and queries of 100 rows take at few and at many stored hosts.</summary>
internal static class PageCosts
{
    /// <summary>How much longer one may take.</summary>
    public const double FactorMax = 3;

    private const int PageRows = 100;
    private const int Tries = 15;

    /// <summary>Measures every page at both.</summary>
    /// <returns>Rows of a table, and the pages that grow beyond <see cref="FactorMax"/>.</returns>
    public static async Task<(List<string> Rows, List<string> Dearer)> MeasureAsync(
        StoredFleet few, StoredFleet many, CancellationToken cancellationToken)
    {
        var (rows, dearer) = (new List<string>(), new List<string>());
        // The same pages, but for the host that some are of: it is another one in each fleet.
        var pages = FleetPages.Bounded(few.Hosts[0]).Zip(FleetPages.Bounded(many.Hosts[0]));
        foreach (var (page, same) in pages)
        {
            var factor = await AddRowAsync(rows, page, same, few.Server.Api, many.Server.Api, cancellationToken);
            if (factor > FactorMax) dearer.Add(page.Name);
        }
        foreach (var page in FleetPages.Scanning())
        {
            await AddRowAsync(
                rows, page with { Name = page.Name + " (bounded by the hosts)" }, page, few.Server.Api, many.Server.Api,
                cancellationToken);
        }
        return (rows, dearer);
    }

    private static async Task<double> AddRowAsync(
        List<string> rows, FleetPage page, FleetPage same, ServerApi few, ServerApi many, CancellationToken cancellationToken)
    {
        var shown = await CountAsync(few, page, cancellationToken);
        // Pages of the same length are compared.
        var asked = Math.Max(1, shown);
        var (small, large) = (double.MaxValue, double.MaxValue);
        // In turn, so that what else the machine does meets both; the shortest of each.
        for (var i = 0; i < Tries; i++)
        {
            small = Math.Min(small, await TimeAsync(few, page.Of(asked), cancellationToken));
            large = Math.Min(large, await TimeAsync(many, same.Of(asked), cancellationToken));
        }
        rows.Add(string.Create(CultureInfo.InvariantCulture,
            $"| `{page.Name}` | {shown} | {small:0.00} | {large:0.00} | {large / small:0.0} |"));
        return large / small;
    }

    private static async Task<int> CountAsync(ServerApi operators, FleetPage page, CancellationToken cancellationToken)
    {
        var answer = await operators.SendAsync(HttpMethod.Get, page.Of(PageRows), null, cancellationToken);
        return answer[page.List] is JsonArray list ? list.Count : 1;
    }

    private static async Task<double> TimeAsync(ServerApi operators, string path, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await operators.GetBytesAsync(path, cancellationToken);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
