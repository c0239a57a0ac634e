using System.CommandLine;
using Aops.Contracts;
using Aops.Server.Hosting;

namespace Aops.Server.CommandLine;

/// <summary><c>aops-server operator-token</c>: prints the token that the console and the API ask for.</summary>
internal static class OperatorTokenCommand
{
    public static Command Build(Option<string> data)
    {
        var command = new Command(
            "operator-token", "Prints the operator's token. To change it, delete its file and start the server again.")
        {
            data,
        };
        command.SetAction(parsed =>
        {
            System.Console.Out.WriteLine(ServerFolder.Open(parsed.GetRequiredValue(data)).OpenOperatorToken());
            return ExitCodes.Ok;
        });
        return command;
    }
}
