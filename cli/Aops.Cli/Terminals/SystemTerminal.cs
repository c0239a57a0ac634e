using System.Text;
using Aops.Native.Programs;
using Microsoft.Win32.SafeHandles;

namespace Aops.Cli.Terminals;

/// <summary>The terminal of this process.</summary>
internal static class SystemTerminal
{
    private const int StandardInput = 0;
    private const int ColumnsDefault = 80;

    /// <summary>Opens it.</summary>
    public static CliTerminal Open()
    {
        var terminalType = Environment.GetEnvironmentVariable("TERM");
        // With a type of terminal, Console switches the keypad to application mode, which stays in recorded sessions.
        Environment.SetEnvironmentVariable("TERM", null);
        return new CliTerminal
        {
            Output = Console.Out,
            Error = new PlainTextWriter(Console.Error),
            RawError = Console.Error,
            Input = new StreamReader(new FileStream(
                new SafeFileHandle(StandardInput, ownsHandle: false), FileAccess.Read, bufferSize: 1)),
            IsOutputTerminal = !Console.IsOutputRedirected,
            IsErrorTerminal = !Console.IsErrorRedirected,
            IsInputTerminal = !Console.IsInputRedirected,
            MeasureColumns = MeasureColumns,
            Variable = name => name == "TERM" ? terminalType : Environment.GetEnvironmentVariable(name),
            IsReaderGone = () => StandardStreams.IsReaderGone,
            ReadSecret = ReadSecret,
        };
    }

    private static int MeasureColumns()
    {
        var named = int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out var columns) && columns > 0;
        if (!named) columns = Console.WindowWidth;
        // A terminal that was never told its size has none.
        return columns > 0 ? columns : ColumnsDefault;
    }

    private static string ReadSecret()
    {
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (key.KeyChar != 0) typed.Append(key.KeyChar);
        }
        return typed.ToString();
    }
}
