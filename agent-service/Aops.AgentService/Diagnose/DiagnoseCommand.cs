using System.CommandLine;
using System.Globalization;
using Aops.AgentService.CommandLine;
using Aops.AgentService.Faults;
using Aops.AgentService.Verbs;
using Aops.Contracts;

namespace Aops.AgentService.Diagnose;

/// <summary>The verb <c>diagnose</c>.</summary>
internal static class DiagnoseCommand
{
    internal static Command Create(SharedOptions shared)
    {
        var output = new Option<string?>("--output")
        {
            Description = "The bundle, - for standard output; aops-diagnosis-TIME.tar.gz in the current folder without it.",
            HelpName = "FILE",
        };
        var command = new Command(
            "diagnose", "Write state, settings, files by name and the ends of the logs to a .tar.gz of at most 10 MiB, without secrets.")
        {
            output,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var context = shared.Context(parsed);
            return parsed.GetValue(output) == "-"
                ? PrintAsync(context, cancellationToken)
                : context.RunAsync(() => WriteAsync(context, parsed.GetValue(output), cancellationToken));
        });
        return command;
    }

    // What is said goes to standard error: the bundle itself is the output.
    private static async Task<int> PrintAsync(ServiceContext context, CancellationToken cancellationToken)
    {
        try
        {
            var taken = await new HostDiagnosis(context).TakeAsync(cancellationToken);
            await using var output = Console.OpenStandardOutput();
            foreach (var part in DiagnosisBundle.Write(output, taken, context.Time.GetUtcNow()))
                context.Progress.Note($"{part.Name}: {part.Meaning}");
            return ExitCodes.Ok;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var fault = FaultReport.Of(e);
            context.Progress.Fault(fault.Message);
            return fault.ExitCode;
        }
    }

    private static async Task<Outcome> WriteAsync(
        ServiceContext context, string? output, CancellationToken cancellationToken)
    {
        var now = context.Time.GetUtcNow();
        var file = Path.GetFullPath(output ?? string.Create(
            CultureInfo.InvariantCulture, $"aops-diagnosis-{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.tar.gz"));
        if (!Directory.Exists(Path.GetDirectoryName(file)))
        {
            throw new ServiceException(
                $"--output: the folder {Path.GetDirectoryName(file)} is not there; nothing was written", ExitCodes.NoInput);
        }
        var taken = await new HostDiagnosis(context).TakeAsync(cancellationToken);
        var written = DiagnosisBundle.Write(file, taken, now);
        foreach (var part in written) context.Progress.Note($"{part.Name}: {part.Meaning}");
        return new Outcome
        {
            Ok = true,
            Message = $"{file}: {new FileInfo(file).Length} bytes; read it before you send it, as names are in it, and what " +
                "sub-agents wrote into their logs",
        };
    }
}
