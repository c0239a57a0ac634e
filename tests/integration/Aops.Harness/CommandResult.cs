namespace Aops.Harness;

/// <summary>How a program ended.</summary>
/// <param name="Line">The command line, for messages.</param>
/// <param name="ExitCode">Exit code; 128 + n for signal n.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record CommandResult(string Line, int ExitCode, string Output, string Error)
{
    /// <summary>Both outputs.</summary>
    public string Text => Output + Error;

    /// <summary>The result, if the program ended well.</summary>
    /// <exception cref="InvalidOperationException">It did not.</exception>
    public CommandResult MustSucceed() => ExitCode == 0
        ? this
        : throw new InvalidOperationException($"{Line}\nended with exit code {ExitCode}:\n{Output}{Error}");
}
