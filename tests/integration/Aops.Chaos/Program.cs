using System.Runtime.InteropServices;
using Aops.Chaos;
using Aops.Contracts;
using Aops.Native.Processes;

ProcessImage.ResetInheritedSignals();
if (ChaosOptions.TryParse(args, out var fault) is not { } options)
{
    Console.Error.WriteLine(fault);
    return ExitCodes.Usage;
}
using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext context)
{
    // What runs is taken down and deleted first.
    context.Cancel = true;
    stop.Cancel();
}
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var onTerm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    if (await new ChaosRun(options, Console.Out).RunAsync(stop.Token) is not { } failure) return ExitCodes.Ok;
    Console.Error.WriteLine(failure);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("chaos: interrupted; everything was removed");
}
return ExitCodes.Failure;
