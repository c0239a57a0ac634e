using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Faults;
using Aops.Native.Files;

namespace Aops.Cli.Commands.Access;

/// <summary>The parts of a user that options name.</summary>
internal sealed class UserParts
{
    private const int PasswordCharsMax = 256;
    private const string Provider = "provider";

    public Option<string[]> Grants { get; } = GrantWords.Option("A user without one may do nothing.");

    public Option<string?> FullName { get; } = Words.Text("--full-name", "What others call the person.", "TEXT");

    public Option<string?> PasswordFile { get; } = Words.Text(
        "--password-file", "A file whose first line is the new password; - is standard input.", "FILE");

    public Option<string?> SignIn { get; } = MakeSignIn();

    /// <summary>Lays what is named over a body.</summary>
    /// <returns>Whether anything was named.</returns>
    public bool Lay(CliShell shell, ParseResult parsed, JsonObject body)
    {
        var (grants, name, file) = (parsed.GetValue(Grants), parsed.GetValue(FullName), parsed.GetValue(PasswordFile));
        if (grants is { Length: > 0 }) body["grants"] = GrantWords.Parse(grants);
        if (name is not null) body["fullName"] = name;
        if (file is not null) body["password"] = ReadPassword(shell, file);
        if (parsed.GetValue(SignIn) is { } way) body["provider"] = way == Provider;
        return grants is { Length: > 0 } || name is not null || file is not null || parsed.GetValue(SignIn) is not null;
    }

    private static Option<string?> MakeSignIn()
    {
        var option = Words.Text(
            "--sign-in", "How the user signs in: by a password here, or by the identity provider.", $"password|{Provider}");
        option.AcceptOnlyFromAmong("password", Provider);
        return option;
    }

    private static string ReadPassword(CliShell shell, string file)
    {
        try
        {
            var line = file == "-" ? shell.Terminal.Input.ReadLine() : File.ReadLines(file).FirstOrDefault();
            return line is { Length: > 0 and <= PasswordCharsMax }
                ? line
                : throw CliException.Usage($"--password-file: the first line of {file} is no password");
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new CliException(CliExitCodes.NotFound, $"--password-file: {file} cannot be read: {e.Message}", inner: e);
        }
    }
}
