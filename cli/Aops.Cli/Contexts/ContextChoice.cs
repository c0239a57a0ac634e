using Aops.Cli.Faults;
using Aops.Cli.Terminals;

namespace Aops.Cli.Contexts;

/// <summary>
/// Chooses the server of a run: <c>--context</c>, else <c>AOPS_CONTEXT</c>, else the one in use; <c>AOPS_SERVER</c> and
/// <c>AOPS_TOKEN</c> take the place of its parts, so that a job of a build server needs no file.
/// </summary>
internal static class ContextChoice
{
    private const string ToLogIn = "aops login URL --token-file FILE --ca-sha256 HEX";

    /// <summary>Chooses.</summary>
    /// <param name="named">The value of <c>--context</c>; null for none.</param>
    /// <exception cref="CliException">There is none, or it has no token.</exception>
    public static ServerContext Choose(CliTerminal terminal, string? named)
    {
        named ??= Variable(terminal, "AOPS_CONTEXT");
        var (server, token) = (Variable(terminal, "AOPS_SERVER"), Variable(terminal, "AOPS_TOKEN"));
        var document = named is null && server is not null && token is not null && terminal.Variable("HOME") is null
            ? new ContextDocument()
            : new ContextFile(terminal).Read();
        var found = named is not null
            ? document.Find(named) ?? throw new CliException(CliExitCodes.NotFound, $"there is no context '{named}'", KnownOnes(document))
            : Matching(document, server);
        if (server is not null)
        {
            var address = ServerAddress.Parse(server, "AOPS_SERVER").ToString();
            // A token is shown to no other server than the one that it was stored for.
            if (found?.Server != address) found = null;
            found ??= new ServerContext { Name = address, Server = address, Token = "" };
        }
        if (found is null) throw new CliException(CliExitCodes.Authentication, "no server is chosen", $"log in: {ToLogIn}");
        found = token is null ? found : found with { Token = token };
        return found.Token.Length > 0
            ? found
            : throw new CliException(CliExitCodes.Authentication, $"there is no token for {found.Server}",
                "set AOPS_TOKEN, or log in: " + (document.Find(found.Name) is null
                    ? ToLogIn
                    : $"aops login --context {found.Name} --user NAME"));
    }

    private static ServerContext? Matching(ContextDocument document, string? server)
    {
        var current = document.Current is { } name ? document.Find(name) : null;
        if (server is null) return current;
        var address = ServerAddress.Parse(server, "AOPS_SERVER").ToString();
        return current?.Server == address
            ? current
            : document.Contexts.FirstOrDefault(context => context.Server == address);
    }

    private static string? Variable(CliTerminal terminal, string name) =>
        terminal.Variable(name) is { Length: > 0 } value ? value.Trim() : null;

    private static string KnownOnes(ContextDocument document) => document.Contexts.Count == 0
        ? $"log in: {ToLogIn}"
        : $"known are {string.Join(", ", document.Contexts.Select(context => context.Name))}";
}
