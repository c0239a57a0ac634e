using System.CommandLine;
using Aops.Cli.Api;
using Aops.Cli.Contexts;
using Aops.Cli.Faults;

namespace Aops.Cli.Commands.Access;

/// <summary>
/// <c>aops login [URL]</c>: pins the server's authority, signs in by a password or a browser, or takes a key, and stores the result as
/// a context.
/// </summary>
internal sealed class LoginCommand
{
    private readonly CliShell _shell;
    private readonly Argument<string?> _server = new("URL")
    {
        Description = "The server, https://HOST:PORT; without it that of the context, with the authority that it pins.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _user = Words.Text("--user", "Signs in as this user, by a password.", "NAME");
    private readonly Option<string?> _passwordFile = Words.Text(
        "--password-file", "A file whose first line is the password; - is standard input. Without it the password is asked for.", "FILE");
    private readonly Option<bool> _browser = new("--browser")
    {
        Description = "Signs in by a browser on this computer, and the identity provider of the server.",
    };

    private readonly Option<string?> _tokenFile = Words.Text(
        "--token-file", "A file with a key; - is standard input. Without it and a sign-in, the key is asked for at the terminal.", "FILE");
    private readonly Option<string?> _sha256 = Words.Text(
        "--ca-sha256", "The fingerprint of the server's authority, as aops-server prints it at its start.", "HEX");
    private readonly Option<string?> _ca = Words.Text("--ca", "The server's authority, in PEM.", "FILE");
    private readonly Option<bool> _system = new("--system-ca") { Description = "Trusts the authorities of this system." };
    private readonly Option<string?> _name = Words.Text("--name", "The name of the context; without it the server's.", "NAME");

    private LoginCommand(CliShell shell) => _shell = shell;

    public static Command Create(CliShell shell)
    {
        var verb = new LoginCommand(shell);
        var command = new Command(
            "login", "Signs in, or takes a key, and stores it with the server and its authority as a context, which is in use then.")
        {
            verb._server, verb._user, verb._passwordFile, verb._browser, verb._tokenFile, verb._sha256, verb._ca,
            verb._system, verb._name,
        };
        command.SetAction(verb.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var file = new ContextFile(_shell.Terminal);
        var document = file.Read();
        var context = await ChooseAsync(parsed, document, cancellationToken);
        context = context with
        {
            Token = await FindTokenAsync(parsed, context, cancellationToken), User = parsed.GetValue(_user),
        };
        using (var api = new OperatorApi(context, _shell.Terminal.Clock))
            await api.GetAsync(ApiPath.V1("fields"), cancellationToken);
        file.Write(document with
        {
            Current = context.Name,
            Contexts = [.. document.Contexts.Where(other => other.Name != context.Name), context],
        });
        _shell.Terminal.Say($"logged in to {context.Server}; the context {context.Name} is in use ({file.Path})");
        return CliExitCodes.Ok;
    }

    private async Task<ServerContext> ChooseAsync(
        ParseResult parsed, ContextDocument document, CancellationToken cancellationToken)
    {
        var named = parsed.GetValue(_name) ?? parsed.GetValue(_shell.Context);
        var present = (named ?? document.Current) is { } word ? document.Find(word) : null;
        var text = parsed.GetValue(_server) ?? present?.Server
            ?? throw CliException.Usage("which server is not known", "aops login https://HOST:7443 …");
        var server = ServerAddress.Parse(text, "URL");
        if (present?.Server != server.ToString()) present = null;
        var authority = await AuthorityAsync(parsed, server, present, cancellationToken);
        return new ServerContext
        {
            Name = named ?? present?.Name ?? server.Authority,
            Server = server.ToString(),
            Token = "",
            Authority = authority,
            AuthoritySha256 = authority is null ? null : AuthorityChoice.Sha256Of(authority, "the authority"),
        };
    }

    private async Task<string?> AuthorityAsync(
        ParseResult parsed, Uri server, ServerContext? present, CancellationToken cancellationToken)
    {
        var (sha256, file, system) = (parsed.GetValue(_sha256), parsed.GetValue(_ca), parsed.GetValue(_system));
        return (sha256, file, system) switch
        {
            ({ } digits, null, false) => await AuthorityChoice.FetchAsync(server, digits, cancellationToken),
            (null, { } path, false) => AuthorityChoice.OfFile(path),
            (null, null, true) => null,
            (null, null, false) when present is not null => present.Authority,
            (null, null, false) => throw CliException.Usage("which authority the server has is not known",
                "name its fingerprint by --ca-sha256 (aops-server prints it at its start), its file by --ca, or --system-ca"),
            _ => throw CliException.Usage("name one of --ca-sha256, --ca and --system-ca"),
        };
    }

    private async Task<string> FindTokenAsync(
        ParseResult parsed, ServerContext context, CancellationToken cancellationToken)
    {
        var (user, isByBrowser, key) = (parsed.GetValue(_user), parsed.GetValue(_browser), parsed.GetValue(_tokenFile));
        var secrets = new SecretSource(_shell.Terminal);
        if ((user is null ? 0 : 1) + (isByBrowser ? 1 : 0) + (key is null ? 0 : 1) > 1)
            throw CliException.Usage("name one of --user, --browser and --token-file");
        if (user is null && parsed.GetValue(_passwordFile) is not null)
            throw CliException.Usage("--password-file goes with --user NAME");
        if (user is null && !isByBrowser) return secrets.ReadKey(key, new Uri(context.Server));
        using var signIn = new SignIn(context);
        if (user is null) return await BrowserSignIn.RunAsync(signIn, _shell.Terminal, cancellationToken);
        var password = secrets.ReadPassword(parsed.GetValue(_passwordFile), user);
        return await signIn.ByPasswordAsync(user, password, cancellationToken);
    }
}
