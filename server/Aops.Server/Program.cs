using Aops.Native.Processes;
using Aops.Native.Programs;
using Aops.Server.CommandLine;

ProcessImage.ResetInheritedSignals();
return await ProgramEntry.RunAsync("aops-server", () => ServerCommands.RunAsync(args));
