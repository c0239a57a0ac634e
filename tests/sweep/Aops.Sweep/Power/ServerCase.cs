using Aops.Harness;

namespace Aops.Sweep.Power;

/// <summary>
/// A server from an empty folder: its first start, which creates keys, certificates and the operator's
/// token, and a published repository. Clients that it answered know its authority, which must not be
/// created again. SQLite is responsible for its own files; they are in each state as they were written.
/// </summary>
/// <param name="tracer">The tracer's program.</param>
/// <param name="fleet">The packages.</param>
internal sealed class ServerCase(string tracer, Fleet fleet) : PowerCase
{
    private const string Authority = "ca.pem";

    private readonly string _folder = fleet.Root.Folder("cut-server");

    public override string Name => PowerScenarios.Server;

    public override IReadOnlyList<string> NeededFlushes => ["ca.pem", "repository"];

    public override async Task<PowerRecording> RecordAsync(CancellationToken cancellationToken)
    {
        var data = Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName;
        var (log, record) = (Path.Combine(_folder, "trace.log"), Path.Combine(_folder, "trace.record"));
        var begin = DiskModel.Load(data, PowerScenarios.IsOutsideOfServer);
        var marks = new List<long>();
        await using (var server = await ServerProcess.StartAsync(fleet.Programs, _folder,
            [tracer, "--root", data, "--log", log, "--record", record, "--"], cancellationToken))
        {
            marks.Add(new FileInfo(record).Length);
            await fleet.Workshop.PublishAsync(server, cancellationToken);
            marks.Add(new FileInfo(record).Length);
            await server.Api.CreateEnrolmentTokenAsync(cancellationToken);
        }
        var recording = new PowerRecording(Name, begin, DiskTrace.Read(record))
        {
            IsOutside = PowerScenarios.IsOutsideOfServer,
        };
        var missed = recording.Compare(data);
        if (missed.Count > 0)
            throw new InvalidOperationException($"{Name} was not recorded whole:\n{string.Join('\n', missed.Take(20))}");
        // What was answered at a moment was done by the last call before it.
        var promises = marks.ConvertAll(m => recording.Calls.Count(c => c.RecordedBytes <= m) - 1);
        return recording with { Promise = i => promises.Contains(i) ? _ => true : null };
    }

    public override async Task<IReadOnlyList<string>> StartAsync(DiskState state, CancellationToken cancellationToken)
    {
        try
        {
            StateFolder.LayOut(state, Path.Combine(_folder, "data"), hasPrograms: true);
            await using var server = await ServerProcess.StartAsync(fleet.Programs, _folder, [], cancellationToken);
            await server.Api.ListAgentsAsync(cancellationToken);
            if (state.Promised.ContainsKey(Authority)
                && !File.ReadAllBytes(server.Authority).AsSpan().SequenceEqual(state.Entries[Authority].Content!.Bytes.Span))
                return ["the authority that hosts know was replaced"];
            await fleet.Workshop.PublishAsync(server, cancellationToken);
            return [];
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or IOException or HttpRequestException)
        {
            return [e.Message];
        }
    }
}
