using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Local;

namespace Aops.BrokenSpm;

/// <summary>
/// The local protocol in a few lines of its own: this program must be able to claim a version that it was not
/// compiled with.
/// </summary>
internal sealed class FrameStream(Socket socket, string version) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    public async Task GreetAsync(CancellationToken cancellation)
    {
        await SendAsync(
            new Hello { Role = Role.Spm, Version = version, Pid = Environment.ProcessId }, cancellation);
        await ReceiveAsync(cancellation);
    }

    public async Task SendAsync(LocalMessage message, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message, ContractsJson.Default.LocalMessage);
        var frame = new byte[sizeof(int) + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, body.Length);
        body.CopyTo(frame, sizeof(int));
        await _stream.WriteAsync(frame, cancellation);
    }

    public async Task<LocalMessage> ReceiveAsync(CancellationToken cancellation)
    {
        var head = new byte[sizeof(int)];
        await _stream.ReadExactlyAsync(head, cancellation);
        var body = new byte[BinaryPrimitives.ReadInt32LittleEndian(head)];
        await _stream.ReadExactlyAsync(body, cancellation);
        return JsonSerializer.Deserialize(body, ContractsJson.Default.LocalMessage)!;
    }

    public void Dispose() => _stream.Dispose();
}
