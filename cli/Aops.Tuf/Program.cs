using System.CommandLine;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Crypto;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Native.Programs;

namespace Aops.Tuf;

/// <summary>
/// The suite's TUF client as a program, with the command line of TUF's public conformance suite. Exit code
/// 0, or 1 with a sentence on standard error.
/// </summary>
internal static class Program
{
    private const string Name = "aops-tuf";

    public static Task<int> Main(string[] arguments)
    {
        ProcessImage.ResetInheritedSignals();
        return ProgramEntry.RunAsync(Name, () => RunAsync(arguments));
    }

    private static async Task<int> RunAsync(string[] arguments)
    {
        // Escapes control characters, since names and texts of an untrusted repository are shown.
        Console.SetOut(new PlainTextWriter(Console.Out));
        Console.SetError(new PlainTextWriter(Console.Error));
        if (arguments is ["--version"])
        {
            Console.WriteLine(Product.Describe(Name));
            return ExitCodes.Ok;
        }
        if (OpenSsl.FindFault() is { } missing)
        {
            await Console.Error.WriteLineAsync($"{Name}: {missing}");
            return ExitCodes.Failure;
        }
        var options = new ClientOptions();
        var parsed = options.MakeRoot().Parse(arguments);
        try
        {
            var code = await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false }, CancellationToken.None);
            return parsed.Errors.Count > 0 ? ExitCodes.Failure : code;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is ClientFault)
        {
            await Console.Error.WriteLineAsync($"{Name}: {e.Message}");
            return ExitCodes.Failure;
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"{Name}: {BugSentence.Of(e)}");
            return ExitCodes.Failure;
        }
    }
}
