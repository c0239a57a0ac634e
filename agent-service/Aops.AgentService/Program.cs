using Aops.AgentService;
using Aops.Native.Processes;
using Aops.Native.Programs;

CleanStart.OfProgram();
return await ProgramEntry.RunAsync("aops-agent-service", () => ServiceCli.RunAsync(args));
