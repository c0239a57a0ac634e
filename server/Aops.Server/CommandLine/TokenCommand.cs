using System.CommandLine;
using Aops.Contracts;
using Aops.Server.Enrolment;

namespace Aops.Server.CommandLine;

/// <summary>
/// <c>aops-server token create</c>: creates an enrolment token, while the server runs and while it does
/// not.
/// </summary>
internal static class TokenCommand
{
    public static Command Build()
    {
        var options = new TokenOptions();
        var create = new Command("create", "Prints a new enrolment token. It is shown only this once.");
        options.AddTo(create);
        DataOptions.AddTo(create);
        create.SetAction((parsed, cancellationToken) => CreateAsync(parsed, options.Read(parsed), cancellationToken));
        return new Command("token", "Enrolment tokens.") { create };
    }

    private static async Task<int> CreateAsync(
        ParseResult parsed, EnrolmentTokenOrder order, CancellationToken cancellationToken)
    {
        await using var database = DataOptions.OpenDatabase(parsed);
        var created = await new EnrolmentTokens(new EnrolmentStore(database), TimeProvider.System)
            .CreateAsync(order, cancellationToken)
            ?? throw new StartupFault(ExitCodes.Failure,
                $"there are {ServerLimits.EnrolmentTokensMax} live tokens already; delete some");
        Console.Out.WriteLine(created.Secret);
        return ExitCodes.Ok;
    }
}
