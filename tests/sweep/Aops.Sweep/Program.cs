using Aops.Contracts;
using Aops.Harness;
using Aops.Sweep;

using var stop = new Interruption();
if (SweepArguments.TryParse(args) is not { } arguments)
{
    Console.Error.WriteLine($"usage: {SweepArguments.Usage}");
    return ExitCodes.Usage;
}
IReadOnlyList<Outcome> outcomes;
try
{
    outcomes = await new SweepRun(arguments, Console.Out).RunAsync(stop.Token);
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("the sweep was ended before it tried anything; nothing of it is left");
    return ExitCodes.Failure;
}
foreach (var group in outcomes.GroupBy(o => o.Group).OrderBy(g => g.Key, StringComparer.Ordinal))
    Console.WriteLine(SweepReport.Describe(group.Key, [.. group]));
Console.WriteLine(SweepReport.Describe("all", outcomes));
return SweepReport.IsGood(outcomes) && !stop.Token.IsCancellationRequested ? ExitCodes.Ok : ExitCodes.Failure;
