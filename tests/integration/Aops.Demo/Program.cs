using System.Runtime.InteropServices;
using Aops.Demo;
using Aops.Native.Processes;

ProcessImage.ResetInheritedSignals();
if (!DemoArguments.TryParse(args, out var arguments, out var fault))
{
    Console.Error.WriteLine(fault);
    return Aops.Contracts.ExitCodes.Usage;
}
using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext context)
{
    // The clean-up follows; the default action would leave everything behind.
    context.Cancel = true;
    stop.Cancel();
}
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var onTerm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var onHangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);

if (arguments.PackVersion is { } version)
    return await Packing.RunAsync(version, arguments.Output, stop.Token);
return await new Demonstration(Console.Out, arguments.IsOnce).RunAsync(stop.Token);
