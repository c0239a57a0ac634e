using System.CommandLine;
using Aops.Cli.Api;
using Aops.Cli.Contexts;
using Aops.Cli.Faults;
using Aops.Native.Files;

namespace Aops.Cli.Commands.Access;

/// <summary><c>aops login URL</c>: pins the server's authority, tries the token, and stores both as a context.</summary>
internal sealed class LoginCommand
{
    private const int TokenCharsMax = 4096;

    private readonly CliShell _shell;
    private readonly Argument<string> _server = Words.Name("URL", "The server, https://HOST:PORT.");
    private readonly Option<string?> _tokenFile = Words.Text(
        "--token-file", "A file with the operator's token; - is standard input. Without it the token is asked for at the terminal.", "FILE");
    private readonly Option<string?> _sha256 = Words.Text(
        "--ca-sha256", "The fingerprint of the server's authority, as aops-server prints it at its start.", "HEX");
    private readonly Option<string?> _ca = Words.Text("--ca", "The server's authority, in PEM.", "FILE");
    private readonly Option<bool> _system = new("--system-ca") { Description = "Trusts the authorities of this system." };
    private readonly Option<string?> _name = Words.Text("--name", "The name of the context; without it the server's.", "NAME");

    private LoginCommand(CliShell shell) => _shell = shell;

    public static Command Create(CliShell shell)
    {
        var verb = new LoginCommand(shell);
        var command = new Command("login", "Stores a server, its authority and a token as a context, and takes it into use.")
        {
            verb._server, verb._tokenFile, verb._sha256, verb._ca, verb._system, verb._name,
        };
        command.SetAction(verb.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var server = ServerAddress.Parse(parsed.GetRequiredValue(_server), "URL");
        var file = new ContextFile(_shell.Terminal);
        var document = file.Read();
        var authority = await AuthorityAsync(parsed, server, cancellationToken);
        var name = parsed.GetValue(_name) ?? parsed.GetValue(_shell.Context) ?? server.Authority;
        var context = new ServerContext
        {
            Name = name,
            Server = server.ToString(),
            Token = ReadToken(parsed, server),
            Authority = authority,
            AuthoritySha256 = authority is null ? null : AuthorityChoice.Sha256Of(authority, "the authority"),
        };
        using (var api = new OperatorApi(context, _shell.Terminal.Clock))
            await api.GetAsync(ApiPath.V1("fields"), cancellationToken);
        file.Write(document with
        {
            Current = name,
            Contexts = [.. document.Contexts.Where(other => other.Name != name), context],
        });
        _shell.Terminal.Say($"logged in to {context.Server}; the context {name} is in use ({file.Path})");
        return CliExitCodes.Ok;
    }

    private async Task<string?> AuthorityAsync(ParseResult parsed, Uri server, CancellationToken cancellationToken)
    {
        var (sha256, file, system) = (parsed.GetValue(_sha256), parsed.GetValue(_ca), parsed.GetValue(_system));
        return (sha256, file, system) switch
        {
            ({ } digits, null, false) => await AuthorityChoice.FetchAsync(server, digits, cancellationToken),
            (null, { } path, false) => AuthorityChoice.OfFile(path),
            (null, null, true) => null,
            (null, null, false) => throw CliException.Usage("which authority the server has is not known",
                "name its fingerprint by --ca-sha256 (aops-server prints it at its start), its file by --ca, or --system-ca"),
            _ => throw CliException.Usage("name one of --ca-sha256, --ca and --system-ca"),
        };
    }

    private string ReadToken(ParseResult parsed, Uri server)
    {
        var terminal = _shell.Terminal;
        var source = parsed.GetValue(_tokenFile);
        if (source is null && terminal.Variable("AOPS_TOKEN") is { Length: > 0 } given) return given.Trim();
        if (source is null && !terminal.MayAsk) throw CliException.Usage("there is no token", "name its file by --token-file");
        string? token;
        if (source is null)
        {
            terminal.Error.Write($"token for {server}: ");
            token = terminal.ReadSecret();
            terminal.Say("");
        }
        else
        {
            token = source == "-" ? terminal.Input.ReadLine() : ReadFile(source);
        }
        token = token?.Trim() ?? "";
        return token.Length is > 0 and <= TokenCharsMax && token.All(c => c is > ' ' and < (char)0x7F)
            ? token
            : throw new CliException(CliExitCodes.Authentication, $"{source ?? "the terminal"} gives no token, which is one word");
    }

    private static string ReadFile(string path)
    {
        try
        {
            return new FileInfo(path).Length <= TokenCharsMax ? File.ReadAllText(path) : "";
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new CliException(CliExitCodes.NotFound, $"--token-file: {path} cannot be read: {e.Message}", inner: e);
        }
    }
}
