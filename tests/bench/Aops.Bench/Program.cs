using System.Globalization;
using Aops.Bench;
using Aops.Contracts;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    stop.Cancel();
};
const int standardCount = 100;
var count = args switch
{
    [_] => standardCount,
    [_, "--count", var text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) => n,
    _ => 0,
};
switch (args)
{
    case ["revival", ..] when count > 0:
        return await RevivalBench.RunAsync(count, stop.Token);
    case ["downtime", ..] when count > 0:
        return await DowntimeBench.RunAsync(count, stop.Token);
    default:
        Console.Error.WriteLine(
            $"bench: there is no '{string.Join(' ', args)}'; revival [--count N] and downtime [--count N] are");
        return ExitCodes.Usage;
}
