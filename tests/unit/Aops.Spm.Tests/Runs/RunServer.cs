using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.Wire.Runs;
using Aops.Runs.Output;

namespace Aops.Spm.Tests.Runs;

/// <summary>A server that stores what hosts tell of runs, as long as it is up.</summary>
internal sealed class RunServer : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<RunReport>> _reports = [];
    private readonly Dictionary<string, Output> _outputs = [];
    private readonly HashSet<string> _cancelled = [];

    public bool IsDown { get; set; }

    /// <summary>What it answers instead, once it is set.</summary>
    public HttpStatusCode? Answer { get; set; }

    /// <summary>When it asks to be told again, with <see cref="Answer"/>.</summary>
    public TimeSpan? RetryAfter { get; set; }

    public int Requests { get; private set; }

    public IReadOnlyList<RunReport> Reports(string id)
    {
        lock (_gate) return [.. _reports.GetValueOrDefault(id) ?? []];
    }

    public string Phases(string id) => string.Join(' ', Reports(id).Select(r => Contracts.KebabName.Of(r.Phase)));

    public RunReport? Final(string id) => Reports(id).LastOrDefault(r => r.IsFinal);

    /// <summary>The content of all frames that it has of a run.</summary>
    public string Text(string id, OutputStream? stream = null)
    {
        lock (_gate)
        {
            var text = new StringBuilder();
            var frames = (_outputs.GetValueOrDefault(id)?.Bytes.ToArray() ?? []).AsSpan();
            for (; FrameHeader.TryRead(frames) is { } header; frames = frames[header.FrameBytes..])
            {
                if ((stream ?? header.Stream) == header.Stream)
                    text.Append(Encoding.UTF8.GetString(frames.Slice(FrameHeader.Bytes, header.Length)));
            }
            return text.ToString();
        }
    }

    /// <summary>How far it has the output of a run.</summary>
    public long OffsetOf(string id)
    {
        lock (_gate) return _outputs.GetValueOrDefault(id)?.Received ?? 0;
    }

    public long MissingOf(string id)
    {
        lock (_gate) return _outputs.GetValueOrDefault(id)?.Missing ?? 0;
    }

    public void Cancel(string id)
    {
        lock (_gate) _cancelled.Add(id);
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        lock (_gate)
        {
            Requests++;
            if (IsDown) throw new HttpRequestException("no route to host");
            if (Answer is { } status) return Refuse(status);
            var parts = request.RequestUri!.AbsolutePath.Split('/');
            return parts[^1] == "report" ? Report(parts[^2], body) : Append(parts[^2], request.RequestUri.Query, body);
        }
    }

    private HttpResponseMessage Refuse(HttpStatusCode status)
    {
        var answer = new HttpResponseMessage(status);
        if (RetryAfter is { } wait) answer.Headers.RetryAfter = new RetryConditionHeaderValue(wait);
        return answer;
    }

    private HttpResponseMessage Report(string id, byte[] body)
    {
        if (!_reports.TryGetValue(id, out var reports)) _reports[id] = reports = [];
        reports.Add(JsonSerializer.Deserialize(body, ContractsJson.Default.RunReport)!);
        return new(HttpStatusCode.NoContent);
    }

    private HttpResponseMessage Append(string id, string query, byte[] body)
    {
        if (!_outputs.TryGetValue(id, out var output)) _outputs[id] = output = new Output();
        var numbers = query.TrimStart('?').Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => long.Parse(p[1]));
        var missing = numbers.GetValueOrDefault("missing");
        if (numbers["offset"] - missing == output.Received)
        {
            output.Bytes.Write(body);
            output.Missing += missing;
            output.Received += missing + body.Length;
        }
        var reply = new RunOutputReply { Offset = output.Received, IsCancelled = _cancelled.Contains(id) };
        return new(HttpStatusCode.OK)
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(reply, ContractsJson.Default.RunOutputReply)),
        };
    }

    private sealed class Output
    {
        public MemoryStream Bytes { get; } = new();

        public long Received { get; set; }

        public long Missing { get; set; }
    }
}
