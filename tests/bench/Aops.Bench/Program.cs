using System.Globalization;
using Aops.Bench;
using Aops.Contracts;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    stop.Cancel();
};
switch (args)
{
    case ["revival"]:
        return await RevivalBench.RunAsync(100, stop.Token);
    case ["revival", "--count", var text]
        when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0:
        return await RevivalBench.RunAsync(count, stop.Token);
    default:
        Console.Error.WriteLine($"bench: there is no '{string.Join(' ', args)}'; revival [--count N] is");
        return ExitCodes.Usage;
}
