using Aops.Contracts;
using Aops.Native.Processes;
using Aops.Spa;

ProcessImage.ResetInheritedSignals();
if (!SpaArguments.TryParse(args, out var arguments, out var fault))
{
    Console.Error.WriteLine($"aops-spa: {fault}; {SpaArguments.Usage}");
    return ExitCodes.Usage;
}
switch (arguments.Mode)
{
    case SpaMode.Version:
        Console.Out.WriteLine(Product.Describe(Role.Spa.ProgramName()));
        return ExitCodes.Ok;
    case SpaMode.SelfTest:
        return SelfTest.Run(arguments.Layout);
    default:
        return await SpaProcess.RunAsync(arguments.Layout);
}
