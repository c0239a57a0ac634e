using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Processes;
using Aops.Native.Programs;
using Aops.Server.Hosting;

namespace Aops.Server.CommandLine;

/// <summary><c>aops-server run</c>: starts the server, prints its address, and runs until asked to stop.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        // The server has no file to reopen or to reload, so SIGHUP and similar signals are ignored.
        StraySignals.Ignore();
        await using var server = await ServerApplication.StartAsync(options, TimeProvider.System, cancellationToken);
        var folder = server.Folder;
        var url = server.Url.GetLeftPart(UriPartial.Authority);
        Console.Out.WriteLine($"""
            aops-server {Product.Version} listens on {url}
            CA fingerprint (SHA-256): {server.CaFingerprint}
            CA certificate: {folder.CaCertificate}
            operator token: {folder.OperatorToken}
            repository: {folder.Repository}
            database: {server.DatabaseName}
            new enrolment token: aops-server token create --data {folder.Root}
            enrol a host: curl -fsS --cacert {folder.CaCertificate} {url}/install.sh | sh
            """);
        if (server.WebUrl is { } web)
            Console.Out.WriteLine($"console and API with your own certificate: {web.GetLeftPart(UriPartial.Authority)}");
        await server.WaitAsync();
        // Log lines that could not be written do not change the exit code.
        StandardStreams.Forgive();
        return ExitCodes.Ok;
    }
}
