using Aops.Native.Processes;
using Aops.Server.CommandLine;

ProcessImage.ResetInheritedSignals();
return await ServerCommands.RunAsync(args);
