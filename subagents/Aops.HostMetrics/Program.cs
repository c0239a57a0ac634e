using Aops.Contracts;
using Aops.HostMetrics;
using Aops.Layout;
using Aops.Native.Processes;
using Aops.Native.Programs;
using Aops.SubAgentSdk;

ProcessImage.ResetInheritedSignals();
return await ProgramEntry.RunAsync("aops-host-metrics", async () =>
{
    switch (args)
    {
        case []:
            break;
        case ["--version"]:
            Console.WriteLine(Product.Describe("aops-host-metrics"));
            return ExitCodes.Ok;
        case ["--help" or "-h"]:
            Console.WriteLine("aops-host-metrics measures this host for aops: processor, memory, disks, network, load.");
            Console.WriteLine("It is a sub-agent: aops-spm starts it and reads its report. "
                + $"{MetricsOptions.IntervalVariable} and {SubAgentEnvironment.ReportFileVariable} set it; it takes no arguments.");
            return ExitCodes.Ok;
        default:
            Console.Error.WriteLine("aops-host-metrics takes no arguments but --version; "
                + $"set {MetricsOptions.IntervalVariable} and {SubAgentEnvironment.ReportFileVariable} instead");
            return ExitCodes.Usage;
    }

    using var stop = new GracefulStop();
    var environment = SubAgentEnvironment.Read();
    var options = MetricsOptions.Read(Environment.GetEnvironmentVariable, out var fault);
    if (fault is not null) Console.WriteLine(fault);
    Console.WriteLine(
        $"measuring every {options.Interval.TotalSeconds:0} s, report {environment.ReportFile}");
    await new MetricsLoop(options, new ReportWriter(environment.ReportFile), TimeProvider.System, Console.Out)
        .RunAsync(stop.Token);
    StandardStreams.Forgive();
    return ExitCodes.Ok;
});
