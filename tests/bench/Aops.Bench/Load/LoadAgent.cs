using System.Globalization;
using System.Text;
using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Swarm.Hosts;

namespace Aops.Bench.Load;

/// <summary>
/// The heartbeats of one agent as bytes that are made once: number, counter and memory of spm are written over in place, so that
/// the load costs its machine little beside what it measures. They differ as those of a host to which nothing happens.
/// </summary>
internal sealed class LoadAgent
{
    // As long as the greatest number; what is left of one is blanks, which JSON takes.
    private const long SequenceMark = 7_777_777_777_777_777;
    private const long CounterMark = 8_888_888_888_888_888;
    private const long MemoryMark = 6_666_666_666_666_666;
    private const long MemoryBytes = 24 << 20;
    private const long PageBytes = 4096;

    private readonly byte[] _request;
    private readonly int _sequenceAt;
    private readonly int _counterAt;
    private readonly int _memoryAt;
    private long _sequence;

    /// <summary>The heartbeats of a host that has enrolled.</summary>
    /// <param name="hold">How long the server may hold each.</param>
    public LoadAgent(SimulatedHost host, TimeSpan interval, TimeSpan hold)
    {
        var heartbeat = host.Compose(interval, hold);
        (_sequence, var counter) = (heartbeat.Sequence, heartbeat.Host.Instance!.Counter ?? 0);
        var body = JsonSerializer.Serialize(heartbeat with
        {
            Sequence = SequenceMark,
            Host = heartbeat.Host with { Instance = heartbeat.Host.Instance with { Counter = CounterMark } },
            Agent = heartbeat.Agent with { SpmRssBytes = MemoryMark },
        }, ContractsJson.Default.HeartbeatRequest);
        var head = $"POST /api/agents/heartbeat HTTP/1.1\r\nHost: localhost\r\n{WireHeaders.AgentId}: {host.AgentId}\r\n" +
            $"{WireHeaders.AgentToken}: {host.AgentToken}\r\nContent-Type: application/json\r\n" +
            $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n";
        var text = head + body;
        _request = Encoding.UTF8.GetBytes(text);
        _sequenceAt = text.IndexOf($"{SequenceMark}", StringComparison.Ordinal);
        _counterAt = text.IndexOf($"{CounterMark}", StringComparison.Ordinal);
        _memoryAt = text.IndexOf($"{MemoryMark}", StringComparison.Ordinal);
        BodyBytes = Encoding.UTF8.GetByteCount(body);
        Write(_counterAt, counter);
    }

    /// <summary>Length of a heartbeat's body.</summary>
    public int BodyBytes { get; }

    /// <summary>The next heartbeat.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        Write(_sequenceAt, ++_sequence);
        Write(_memoryAt, MemoryBytes + _sequence % 64 * PageBytes);
        return _request;
    }

    /// <summary>Takes the counter of an answer, which the next heartbeat shows.</summary>
    public void TakeUp(ReadOnlySpan<byte> answer)
    {
        var name = "\"counter\":"u8;
        var at = answer.IndexOf(name);
        if (at < 0 || !System.Buffers.Text.Utf8Parser.TryParse(answer[(at + name.Length)..], out long counter, out _)) return;
        Write(_counterAt, counter);
    }

    private void Write(int at, long number)
    {
        var field = _request.AsSpan(at, 16);
        field.Fill((byte)' ');
        number.TryFormat(field, out _, default, CultureInfo.InvariantCulture);
    }
}
