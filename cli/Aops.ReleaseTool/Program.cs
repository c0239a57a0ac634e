using System.CommandLine;
using System.Text.Json;
using Aops.CommandLine;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Crypto;
using Aops.Native.Processes;
using Aops.Native.Programs;
using Aops.Releases.Keys;
using Aops.ReleaseTool.Commands;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Output;

namespace Aops.ReleaseTool;

/// <summary>
/// The operator's release tool: manages keys, packages and signed metadata on the operator's machine and
/// publishes them. Keys never leave this machine: only signed files are sent.
/// </summary>
internal static class Program
{
    private const string Name = "aops-release";

    public static Task<int> Main(string[] arguments)
    {
        ProcessImage.ResetInheritedSignals();
        // Every verb shows text from servers and publishers, so control characters are escaped.
        return ProgramEntry.RunAsync(Name, () => RunAsync(
            arguments, new PlainTextWriter(Console.Out), new PlainTextWriter(Console.Error)));
    }

    /// <summary>Runs one verb; tests call it in their own process.</summary>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        if (arguments is ["--version"])
        {
            await output.WriteLineAsync(Product.Describe(Name));
            return ExitCodes.Ok;
        }
        if (!AbsolutePath.HasCurrentFolder)
        {
            await error.WriteLineAsync($"{Name}: the current folder was deleted; change to another one and try again");
            return ExitCodes.NoInput;
        }
        if (OpenSsl.FindFault() is { } missing)
        {
            await error.WriteLineAsync($"{Name}: {missing}");
            return ExitCodes.Unavailable;
        }
        var json = new Option<bool>("--json") { Description = "Print the result as one line of JSON.", Recursive = true };
        var parsed = MakeRoot(json).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var sentence in ParseFaults.Describe(parsed)) await error.WriteLineAsync($"{Name}: {sentence}");
            await error.WriteLineAsync($"see: {ParseFaults.PathOf(parsed, Name)} --help");
            return ExitCodes.Usage;
        }
        return parsed.GetValue(json)
            ? await ReportAsync(parsed, output, error)
            : await InvokeAsync(parsed, Configure(output, error), error);
    }

    private static ToolInvocation Configure(TextWriter output, TextWriter error) => new()
    {
        Output = output,
        Error = error,
        EnableDefaultExceptionHandler = false,
        Progress = new WorkProgress(error, !Console.IsErrorRedirected, TimeProvider.System),
    };

    private static async Task<int> InvokeAsync(ParseResult parsed, ToolInvocation configuration, TextWriter error)
    {
        try
        {
            return await parsed.InvokeAsync(configuration, CancellationToken.None);
        }
        catch (Exception e)
        {
            var code = Classify(e);
            await error.WriteLineAsync($"{Name}: {(code == ExitCodes.Software ? BugSentence.Of(e) : e.Message)}");
            return code;
        }
    }

    // The lines that a verb prints become the message, and its faults do too.
    private static async Task<int> ReportAsync(ParseResult parsed, TextWriter output, TextWriter error)
    {
        using var lines = new StringWriter();
        using var faults = new StringWriter();
        var configuration = Configure(lines, error);
        var code = await InvokeAsync(parsed, configuration, faults);
        var report = configuration.Report;
        var prefix = $"{Name}: ";
        var fault = faults.ToString().Trim();
        report.Ok = code == ExitCodes.Ok;
        report.ExitCode = code;
        report.Message = report.Ok ? lines.ToString().TrimEnd()
            : fault.StartsWith(prefix, StringComparison.Ordinal) ? fault[prefix.Length..] : fault;
        await output.WriteLineAsync(JsonSerializer.Serialize(report, ToolJson.Default.ToolReport));
        if (!report.Ok) await error.WriteLineAsync(fault);
        return code;
    }

    internal static RootCommand MakeRoot(Option<bool> json) =>
        new("Packs, signs and publishes releases of aops. Keys and metadata stay on this machine.")
        {
            json,
            InitCommand.Create(),
            RootKeysCommand.CreateAdd(),
            RootKeysCommand.CreateRotate(),
            PublisherCommands.CreateDelegate(),
            PublisherCommands.CreateRevoke(),
            CheckCommand.Create(),
            PackCommand.Create(),
            SignCommand.Create(),
            WithdrawCommand.Create(),
            PermitDowngradeCommand.Create(),
            AuthorityCommand.Create(),
            MirrorsCommand.Create(),
            RunbookCommand.Create(),
            PlaybookCommand.Create(),
            SignCommandCommand.Create(),
            RefreshCommand.Create(),
            PublishCommand.Create(),
            PromoteCommand.Create(),
            VerifyCommand.Create(),
            StageCommand.Create(),
            ListCommand.Create(),
            BundleCommand.Create(),
        };

    private static int Classify(Exception exception) => exception switch
    {
        ToolException fault => fault.ExitCode,
        KeyFileException { Fault: var fault } => fault switch
        {
            KeyFault.Missing => ExitCodes.NoInput,
            KeyFault.Locked => ExitCodes.NoPermission,
            KeyFault.Exists => ExitCodes.CannotWrite,
            _ => ExitCodes.BadData,
        },
        InvalidDataException => ExitCodes.BadData,
        FileNotFoundException or DirectoryNotFoundException => ExitCodes.NoInput,
        UnauthorizedAccessException => ExitCodes.NoPermission,
        IOException => ExitCodes.CannotWrite,
        OperationCanceledException => ExitCodes.Failure,
        _ => ExitCodes.Software,
    };
}
