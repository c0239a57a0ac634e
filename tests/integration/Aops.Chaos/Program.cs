using Aops.Chaos;
using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Processes;

ProcessImage.ResetInheritedSignals();
if (ChaosOptions.TryParse(args, out var fault) is not { } options)
{
    Console.Error.WriteLine(fault);
    return ExitCodes.Usage;
}
using var stop = new Interruption();
try
{
    if (await new ChaosRun(options, Console.Out).RunAsync(stop.Token) is not { } failure) return ExitCodes.Ok;
    Console.Error.WriteLine(failure);
}
catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
{
    Console.Error.WriteLine("chaos: interrupted; everything was removed");
}
return ExitCodes.Failure;
