using System.CommandLine;
using Aops.Contracts;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Publishing;

namespace Aops.ReleaseTool.Commands;

/// <summary>Options of the verbs that speak to a server.</summary>
internal sealed class ServerOptions
{
    public Option<string?> Server { get; } = new("--server")
        { Description = "The server.", HelpName = "URL" };

    public Option<FileInfo?> TokenFile { get; } = new("--operator-token-file")
        { Description = "A file with the operator token.", HelpName = "FILE" };

    public Option<FileInfo?> CaFile { get; } = new("--ca")
        { Description = "The server's certificate authority, PEM [default: the system's].", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Add(Server);
        command.Add(TokenFile);
        command.Add(CaFile);
    }

    public OperatorClient Connect(ParseResult parsed)
    {
        var server = parsed.GetValue(Server) ?? throw new ToolException(ExitCodes.Usage, "--server is missing");
        var token = parsed.GetValue(TokenFile)
            ?? throw new ToolException(ExitCodes.Usage, "--operator-token-file is missing");
        return new OperatorClient(server, token.FullName, parsed.GetValue(CaFile)?.FullName);
    }
}
