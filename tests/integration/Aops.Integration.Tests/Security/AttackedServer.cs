using System.Net;
using System.Net.Http.Headers;
using Aops.Contracts.Wire;
using Aops.Harness;
using Aops.Hosting;

namespace Aops.Integration.Tests.Security;

/// <summary>A server of its own that a test attacks, and what it takes of the machine.</summary>
public sealed class AttackedServer : IAsyncDisposable
{
    private readonly TempRoot _root;

    private AttackedServer(TempRoot root, ServerProcess process) => (_root, Process) = (root, process);

    public ServerProcess Process { get; }

    /// <summary>Resident memory now, in MB.</summary>
    public double ResidentMegabytes => ReadStatus("VmRSS:");

    /// <summary>The most resident memory since <see cref="ForgetPeak"/>, in MB.</summary>
    public double PeakMegabytes => ReadStatus("VmHWM:");

    /// <summary>Processor time so far, in seconds.</summary>
    public double ProcessorSeconds => System.Diagnostics.Process.GetProcessById(Process.Pid).TotalProcessorTime.TotalSeconds;

    /// <summary>Starts one.</summary>
    /// <param name="wrapper">A program that executes it, with its arguments.</param>
    public static async Task<AttackedServer> StartAsync(IReadOnlyList<string> wrapper, CancellationToken cancellationToken)
    {
        var root = new TempRoot("sec");
        var process = await ServerProcess.StartAsync(
            PublishedPrograms.Find(), root.Folder("server"), wrapper, cancellationToken);
        return new AttackedServer(root, process);
    }

    /// <summary>Begins another peak (clear_refs in proc(5)).</summary>
    public void ForgetPeak() => File.WriteAllText($"/proc/{Process.Pid}/clear_refs", "5");

    /// <summary>A client that trusts this server.</summary>
    /// <param name="version">The version of HTTP that it speaks.</param>
    public HttpClient NewClient(Version? version = null)
    {
        var client = Process.CreateClient();
        client.DefaultRequestVersion = version ?? HttpVersion.Version11;
        client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        client.Timeout = TimeSpan.FromSeconds(60);
        return client;
    }

    /// <summary>A client with the operator's token.</summary>
    public HttpClient NewOperator()
    {
        var client = NewClient();
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", File.ReadAllText(Process.OperatorTokenFile).Trim());
        return client;
    }

    /// <summary>Enrols a machine.</summary>
    public async Task<Identity> EnrolAsync(CancellationToken cancellationToken) => await Process.Api.RegisterAsync(
        await Process.Api.CreateEnrolmentTokenAsync(cancellationToken),
        Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()).PadRight(64, 'a'), cancellationToken);

    /// <summary>A request with a body; null in place of an agent for a stranger.</summary>
    public static HttpRequestMessage Post(string path, Identity? agent, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (agent is null) return request;
        request.Headers.Add(WireHeaders.AgentId, agent.AgentId);
        request.Headers.Add(WireHeaders.AgentToken, agent.AgentToken);
        return request;
    }

    /// <summary>A heartbeat of an agent as it is on the wire.</summary>
    public static string Heartbeat(Identity agent, string subAgents = "[]", string faults = "[]", string hostname = "attacker") => $$"""
            {"schema":1,"sequence":1,"revision":0,"holdSeconds":0,"intervalSeconds":30,
             "host":{"hostname":"{{hostname}}","machineId":"{{agent.MachineId}}","architecture":"x64"},
             "agent":{"version":"1.0.0","startedAt":"2026-01-01T00:00:00Z","faults":{{faults}}},
             "subAgents":{{subAgents}}}
            """;

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _root.Dispose();
    }

    private double ReadStatus(string name) => ProcField.Read($"/proc/{Process.Pid}/status", name) / 1024.0;
}
