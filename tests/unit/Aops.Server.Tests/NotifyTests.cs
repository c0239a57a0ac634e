using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Aops.Native.Processes;

namespace Aops.Server.Tests;

/// <summary>The program of this build, as a unit of Type=notify starts it.</summary>
public sealed class NotifyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aops-notify-").FullName;

    [Fact]
    public async Task Program_TellsItsServiceManager_WhenItIsReadyAndWhenItStops()
    {
        var path = Path.Combine(_folder, "notify");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(path));
        using var server = Start(path);
        // Drained, so that it never waits for its output.
        var output = server.StandardOutput.ReadToEndAsync();
        try
        {
            Assert.Equal("READY=1", await ReceiveAsync(manager));

            Signal.Send(server.Id, Signal.SIGTERM);

            Assert.Equal("STOPPING=1", await ReceiveAsync(manager));
            await server.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal(0, server.ExitCode);
            Assert.Contains("listens on https://127.0.0.1:", await output, StringComparison.Ordinal);
        }
        finally
        {
            server.Kill();
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Process Start(string notifySocket) => Process.Start(new ProcessStartInfo
    {
        FileName = Path.Combine(AppContext.BaseDirectory, "aops-server"),
        ArgumentList = { "run", "--data", Path.Combine(_folder, "data"), "--listen", "127.0.0.1:0" },
        Environment = { ["NOTIFY_SOCKET"] = notifySocket },
        RedirectStandardOutput = true,
    })!;

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[4096];
        var length = await socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(30));
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
