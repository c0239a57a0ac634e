using Aops.Contracts;
using Aops.Hosting;
using Aops.Layout;
using Aops.Native.Memory;
using Aops.Native.Processes;
using Aops.Native.Programs;
using Aops.Spa;

CleanStart.OfProgram();
StraySignals.Ignore();
ProcessMemory.UseOneHeap();
return await ProgramEntry.RunAsync(Role.Spa.ProgramName(), async () =>
{
    switch (AgentCommandLine.Parse(args))
    {
        case AgentCommandLine.Version:
            Console.Out.WriteLine(Product.Describe(Role.Spa.ProgramName()));
            return ExitCodes.Ok;
        case AgentCommandLine.Help:
            Console.Out.WriteLine(AgentCommandLine.HelpText(
                Role.Spa.ProgramName(), "aops-spa watches aops-spm, restarts it, and judges its upgrades."));
            return ExitCodes.Ok;
        case AgentCommandLine.SelfTest test:
            return SelfTest.Run(new AopsLayout(test.Root));
        case AgentCommandLine.Run run:
            return await SpaProcess.RunAsync(new AopsLayout(run.Root));
        case AgentCommandLine.Wrong wrong:
            Console.Error.WriteLine($"aops-spa: {wrong.Sentence}");
            return ExitCodes.Usage;
        default:
            return ExitCodes.Software;
    }
});
