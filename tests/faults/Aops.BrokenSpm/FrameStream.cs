using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Local;

namespace Aops.BrokenSpm;

/// <summary>
/// The local protocol in a few lines of its own: this program must be able to claim a version that it was not
/// compiled with.
/// </summary>
internal sealed class FrameStream(Socket socket, string version) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    public async Task GreetAsync(CancellationToken cancellationToken)
    {
        await SendAsync(
            new Hello { Role = Role.Spm, Version = version, Pid = Environment.ProcessId }, cancellationToken);
        await ReceiveAsync(cancellationToken);
    }

    public async Task SendAsync(LocalMessage message, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message, ContractsJson.Default.LocalMessage);
        var frame = new byte[sizeof(int) + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, body.Length);
        body.CopyTo(frame, sizeof(int));
        await _stream.WriteAsync(frame, cancellationToken);
    }

    public async Task<LocalMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        var head = new byte[sizeof(int)];
        await _stream.ReadExactlyAsync(head, cancellationToken);
        var body = new byte[BinaryPrimitives.ReadInt32LittleEndian(head)];
        await _stream.ReadExactlyAsync(body, cancellationToken);
        return JsonSerializer.Deserialize(body, ContractsJson.Default.LocalMessage)!;
    }

    public void Dispose() => _stream.Dispose();
}
