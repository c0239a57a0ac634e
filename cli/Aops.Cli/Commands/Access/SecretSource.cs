using Aops.Cli.Faults;
using Aops.Cli.Terminals;
using Aops.Native.Files;

namespace Aops.Cli.Commands.Access;

/// <summary>Where keys and passwords come from: a file, standard input, or the terminal, which does not show them.</summary>
internal sealed class SecretSource(CliTerminal terminal)
{
    private const int CharsMax = 4096;

    /// <summary>Reads a key: of a file, of AOPS_TOKEN, or of the terminal.</summary>
    /// <param name="file">The file; <c>-</c> for standard input, null for the others.</param>
    /// <exception cref="CliException">There is none.</exception>
    public string ReadKey(string? file, Uri server)
    {
        if (file is null && terminal.Variable("AOPS_TOKEN") is { Length: > 0 } given) return given.Trim();
        if (file is null && !terminal.MayAsk)
            throw CliException.Usage("there is no token", "name its file by --token-file, or sign in by --user NAME or --browser");
        var key = (file is null ? Ask($"token for {server}: ") : Read(file, "--token-file")).Trim();
        return key.Length is > 0 and <= CharsMax && key.All(c => c is > ' ' and < (char)0x7F)
            ? key
            : throw new CliException(CliExitCodes.Authentication, $"{file ?? "the terminal"} gives no token, which is one word");
    }

    /// <summary>Reads a password: the first line of a file, or of the terminal.</summary>
    /// <param name="file">The file; <c>-</c> for standard input, null for the terminal.</param>
    /// <exception cref="CliException">There is none.</exception>
    public string ReadPassword(string? file, string user)
    {
        if (file is null && !terminal.MayAsk)
            throw CliException.Usage("there is no password", "name its file by --password-file, - for standard input");
        var text = file is null ? Ask($"password of {user}: ") : Read(file, "--password-file");
        return text.Split('\n')[0].TrimEnd('\r') is { Length: > 0 and <= CharsMax } password
            ? password
            : throw new CliException(CliExitCodes.Authentication, $"{file ?? "the terminal"} gives no password");
    }

    private string Ask(string question)
    {
        terminal.Error.Write(question);
        var answer = terminal.ReadSecret();
        terminal.Say("");
        return answer;
    }

    private string Read(string file, string option)
    {
        if (file == "-") return terminal.Input.ReadLine() ?? "";
        try
        {
            return new FileInfo(file).Length <= CharsMax ? File.ReadAllText(file) : "";
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new CliException(CliExitCodes.NotFound, $"{option}: {file} cannot be read: {e.Message}", inner: e);
        }
    }
}
