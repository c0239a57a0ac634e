using Aops.AgentService.CommandLine;
using Aops.Native.Processes;

ProcessImage.ResetInheritedSignals();
return await ServiceCli.RunAsync(args);
