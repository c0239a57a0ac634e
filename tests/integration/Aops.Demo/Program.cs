using Aops.Demo;
using Aops.Harness;
using Aops.Native.Processes;

ProcessImage.ResetInheritedSignals();
if (!DemoArguments.TryParse(args, out var arguments, out var fault))
{
    Console.Error.WriteLine(fault);
    return Aops.Contracts.ExitCodes.Usage;
}
using var stop = new Interruption();
if (arguments.PackVersion is { } version)
    return await Packing.RunAsync(version, arguments, stop.Token);
return await new Demonstration(Console.Out, arguments.IsOnce).RunAsync(stop.Token);
