using Aops.Releases.Keys;

namespace Aops.ReleaseTool.Keys;

/// <summary>The passphrase of the keys of one verb: from a file, or from this process's terminal.</summary>
internal static class TerminalPassphrase
{
    /// <summary>Reads the file, if one is named.</summary>
    /// <exception cref="KeyFileException">It is not there, or empty.</exception>
    public static Passphrase Of(FileInfo? file) =>
        new(file, Console.IsInputRedirected || Console.IsErrorRedirected ? null : Ask);

    private static string Ask(string prompt)
    {
        Console.Error.Write(prompt);
        var typed = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (key.KeyChar != 0) typed.Append(key.KeyChar);
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }
}
