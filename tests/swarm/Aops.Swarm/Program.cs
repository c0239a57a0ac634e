using Aops.Contracts;
using Aops.Swarm.CommandLine;
using Aops.Swarm.Runs;

const int interrupted = 130;

if (args is ["--help"] or ["-h"])
{
    Console.Out.WriteLine(SwarmCommandLine.Help);
    return ExitCodes.Ok;
}
if (SwarmCommandLine.TryParse(args, out var fault) is not { } request)
{
    Console.Error.WriteLine($"aops-swarm: {fault}; aops-swarm --help tells what it takes");
    return ExitCodes.Usage;
}
if (!File.Exists(request.Options.AuthorityFile))
{
    Console.Error.WriteLine($"aops-swarm: {request.Options.AuthorityFile} is not there");
    return ExitCodes.NoInput;
}
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, signal) =>
{
    signal.Cancel = true;
    stop.Cancel();
};
var summary = await SwarmRun.RunAsync(request.Options, Console.Error, !Console.IsErrorRedirected, stop.Token);
if (request.SummaryFile is { } file) File.WriteAllText(file, SwarmRun.Write(summary) + "\n");
else Console.Out.WriteLine(SwarmRun.Write(summary));
if (stop.IsCancellationRequested) return interrupted;
return summary.Enrolled == summary.Hosts ? ExitCodes.Ok : ExitCodes.Failure;
