using System.CommandLine;
using Aops.Cli.Api;
using Aops.Cli.Contexts;
using Aops.Cli.Faults;

namespace Aops.Cli.Commands.Access;

/// <summary><c>aops logout</c>: ends the session of a context, and forgets its token.</summary>
internal static class LogoutCommand
{
    public static Command Create(CliShell shell)
    {
        var command = new Command("logout", "Ends the session of the context, and forgets its token; server and authority stay.");
        command.SetAction((parsed, cancellationToken) => RunAsync(shell, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CliShell shell, ParseResult parsed, CancellationToken cancellationToken)
    {
        var context = ContextChoice.Choose(shell.Terminal, parsed.GetValue(shell.Context));
        var file = new ContextFile(shell.Terminal);
        var document = file.Read();
        // A token of the environment is not that of the context.
        if (document.Find(context.Name)?.Token != context.Token)
            throw new CliException(CliExitCodes.NotFound, "the token comes from AOPS_TOKEN, and no context holds it", "unset AOPS_TOKEN");
        var fault = SessionWord.IsOne(context.Token) ? await EndAsync(shell, context, cancellationToken) : null;
        file.Write(document with
        {
            Contexts =
            [
                .. document.Contexts.Select(other => other.Name == context.Name ? other with { Token = "" } : other),
            ],
        });
        if (fault is not null)
        {
            throw new CliException(CliExitCodes.Error,
                $"the token of {context.Name} is forgotten, and the session goes on at the server: {fault.Message}",
                "it ends after 8 hours without a request; an admin ends it by DELETE /api/v1/sessions/ID", fault);
        }
        shell.Terminal.Say(SessionWord.IsOne(context.Token)
            ? $"logged out of {context.Server}"
            : $"the key of {context.Name} is forgotten, and stays valid; aops key revoke ID makes it void");
        return CliExitCodes.Ok;
    }

    // A session that is over already is what is wanted.
    private static async Task<CliException?> EndAsync(
        CliShell shell, ServerContext context, CancellationToken cancellationToken)
    {
        try
        {
            using var api = new OperatorApi(context, shell.Terminal.Clock);
            await api.SendAsync(
                HttpMethod.Delete, ApiPath.V1("sessions", "current"), body: null, revision: null, cancellationToken);
            return null;
        }
        catch (CliException e)
        {
            return e.ExitCode == CliExitCodes.Authentication ? null : e;
        }
    }
}
