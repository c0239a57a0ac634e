using Aops.AgentService.CommandLine;
using Aops.Native.Processes;

CleanStart.OfProgram();
return await ServiceCli.RunAsync(args);
