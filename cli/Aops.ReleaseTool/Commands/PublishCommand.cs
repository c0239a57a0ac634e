using System.CommandLine;
using Aops.Contracts;
using Aops.ReleaseTool.Publishing;
using Aops.ReleaseTool.Repository;

namespace Aops.ReleaseTool.Commands;

/// <summary><c>publish</c>: copies the repository to the server, or into a folder.</summary>
internal static class PublishCommand
{
    public static Command Create()
    {
        var repository = SharedOptions.Repository();
        var directory = new Option<DirectoryInfo?>("--to-directory")
            { Description = "Publish into a folder in place of a server.", HelpName = "DIR" };
        var server = new ServerOptions();
        var command = new Command("publish", "Sends packages, then metadata, and the timestamp last.")
        {
            repository, directory,
        };
        server.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            // Locked, so that the files stay as listed until they are sent.
            using var held = parsed.Hold(repository);
            var store = parsed.Open(repository);
            var leftOut = Publishers.FindUnusable(store, TimeProvider.System.GetUtcNow());
            foreach (var (publisher, reason) in leftOut)
                await parsed.Output().WriteLineAsync($"{publisher} is left out: {reason}");
            var files = PublishedFile.InOrder(store, leftOut);
            var isTerminal = !Console.IsOutputRedirected && parsed.Output() is not StringWriter;
            if (parsed.GetValue(directory) is { } folder)
            {
                await new Publisher(new DirectoryTarget(folder.FullName), parsed.Output(), isTerminal, parsed.Report())
                    .RunAsync(files, cancellationToken);
                return ExitCodes.Ok;
            }
            using var client = server.Connect(parsed);
            await new Publisher(new ServerTarget(client), parsed.Output(), isTerminal, parsed.Report())
                .RunAsync(files, cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }
}
