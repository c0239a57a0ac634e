using Aops.Contracts;
using Aops.Layout;
using Aops.LogTail;
using Aops.LogTail.Settings;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Native.Programs;
using Aops.SubAgentSdk;

ProcessImage.ResetInheritedSignals();
return await ProgramEntry.RunAsync("aops-log-tail", async () =>
{
    switch (args)
    {
        case []:
            break;
        case ["--version"]:
            Console.WriteLine(Product.Describe("aops-log-tail"));
            return ExitCodes.Ok;
        case ["--help" or "-h"]:
            Console.WriteLine("aops-log-tail sends lines of log files and of the journal to a receiver, for aops.");
            Console.WriteLine("It is a sub-agent: aops-spm starts it and reads its report. "
                + $"{LogTailOptions.ConfigVariable}, {LogTailOptions.ReportVariable}, {LogTailOptions.CpuVariable}, "
                + $"{SubAgentEnvironment.StateDirectoryVariable} and {SubAgentEnvironment.ReportFileVariable} set it.");
            Console.WriteLine("aops-log-tail --check FILE says what is wrong with a configuration, and exits with 0 or 78.");
            return ExitCodes.Ok;
        case ["--check", var file]:
            return Check(file);
        default:
            Console.Error.WriteLine("aops-log-tail takes no arguments but --version and --check FILE; "
                + $"set {LogTailOptions.ConfigVariable} instead");
            return ExitCodes.Usage;
    }

    var environment = SubAgentEnvironment.Read();
    // Readiness is a report of this start: one of the start before would say so too early.
    File.Delete(environment.ReportFile);
    using var stop = new GracefulStop();
    var options = LogTailOptions.Read(Environment.GetEnvironmentVariable, out var optionFaults);
    foreach (var fault in optionFaults) Console.WriteLine(fault);
    var settings = Reader().Read(options.Config, out var faults);
    foreach (var fault in faults) Console.Error.WriteLine(fault);
    if (settings is null) return ExitCodes.Config;
    try
    {
        using var instance = FileLock.TryAcquire(Path.Combine(environment.StateDirectory, "lock"));
        if (instance is null)
        {
            Console.Error.WriteLine($"another aops-log-tail uses {environment.StateDirectory}; this one ends");
            return ExitCodes.AlreadyRunning;
        }
        await new LogTailService(settings, options, environment, TimeProvider.System, Console.Out).RunAsync(stop.Token);
    }
    catch (InvalidDataException e)
    {
        Console.Error.WriteLine(e.Message);
        return ExitCodes.Config;
    }
    catch (Exception e) when (FileFaults.IsFileFault(e))
    {
        Console.Error.WriteLine($"the state in {environment.StateDirectory} cannot be used: {e.Message}");
        return ExitCodes.CannotWrite;
    }
    StandardStreams.Forgive();
    return ExitCodes.Ok;
});

static SettingsReader Reader() => new(SubAgentEnvironment.Read().StateDirectory, Environment.MachineName);

static int Check(string file)
{
    var settings = Reader().Read(file, out var faults);
    foreach (var fault in faults) Console.Error.WriteLine(fault);
    if (settings is null) return ExitCodes.Config;
    Console.WriteLine($"{file} is right: {settings.Sources.Count} sources");
    return ExitCodes.Ok;
}
