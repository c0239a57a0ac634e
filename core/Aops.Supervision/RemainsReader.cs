using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Json.Diagnosis;
using Aops.Contracts.SubAgents;
using Aops.Native.Files;
using Aops.Specification;
using Aops.Supervision.Adoption;
using Microsoft.Extensions.Logging;

namespace Aops.Supervision;

/// <summary>Reads what an earlier spm process left of its sub-agents, from their files and from this host's processes.</summary>
internal sealed partial class RemainsReader(SupervisorContext context)
{
    private const int StateBytesMax = 1024 * 1024;

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads all, off the loop; tries again until this host's processes can be listed.</summary>
    public async Task<IReadOnlyList<SubAgentRemains>> ReadAsync(CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                return await Task.Run(Read, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException e)
            {
                if (isFirst) LogBlind(context.Logger, e.Message);
            }
            await Task.Delay(LookAgainAfter, cancellationToken).ConfigureAwait(false);
        }
    }

    private IReadOnlyList<SubAgentRemains> Read()
    {
        var layout = context.Layout;
        var found = OrphanScan.Find(layout);
        var names = Directory.Exists(layout.SubAgents)
            ? Directory.EnumerateDirectories(layout.SubAgents).Select(d => Path.GetFileName(d)!).Where(Names.IsValid)
            : [];
        // Everything is read before anything is judged: judging may kill or reap processes, which cannot be
        // repeated.
        var records = names.Union(found.Keys).Select(name => ReadRecord(name, found)).ToArray();
        return [.. records.Select(Judge).OfType<SubAgentRemains>()];
    }

    private Record ReadRecord(string name, Dictionary<string, List<FoundProcess>> found)
    {
        var saved = Read(context.Layout.SubAgentState(name), json =>
            JsonSerializer.Deserialize(json, SupervisionJson.Default.ProcessCheckpoint));
        var spec = Read(context.Layout.SubAgentSpec(name), json =>
            JsonSerializer.Deserialize(json, ContractsJson.Default.SubAgentSpec));
        if (spec is not null && (spec.Name != name || SubAgentSpecValidator.Validate(spec).Count > 0)) spec = null;
        return new(name, saved, spec, found.GetValueOrDefault(name) ?? []);
    }

    // Null if only the name is left and no process runs.
    private SubAgentRemains? Judge(Record record)
    {
        var (name, saved, spec, processes) = record;
        var verdict = AdoptionVerdict.Judge(
            saved, processes, spec?.Type == ProcessType.Forking, IsBinary(name, saved, spec), context.Boot,
            process => context.Starter.FindEnd(name, process));
        if (verdict is AdoptionVerdict.Alive) return new(name, saved, spec, verdict);
        // Processes that a dead leader left would run beside its successor.
        foreach (var process in processes) OrphanReaper.Kill(process.Process);
        return spec is null ? null : new(name, saved, spec, verdict);
    }

    // If it cannot be determined, the program may be a script.
    private bool IsBinary(string name, ProcessCheckpoint? saved, SubAgentSpec? spec)
    {
        if (spec is null) return false;
        var slot = saved?.SlotDirectory ?? context.Layout.SubAgentCurrent(name);
        try
        {
            Span<byte> begin = stackalloc byte[2];
            using var program = File.OpenHandle(Path.Combine(slot, spec.Exec));
            return RandomAccess.Read(program, begin, 0) == begin.Length && !begin.SequenceEqual("#!"u8);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return false;
        }
    }

    private T? Read<T>(string path, Func<byte[], T?> parse) where T : class
    {
        if (UntrustedFile.TryRead(path, StateBytesMax) is not { } content) return null;
        try
        {
            return parse(content);
        }
        catch (JsonException e)
        {
            LogDamaged(context.Logger, path, JsonFaults.Explain(content, e));
            return null;
        }
    }

    [LoggerMessage(1340, LogLevel.Warning,
        "what runs on this host cannot be looked at: {Reason}; no sub-agent is taken up or started until it can")]
    private static partial void LogBlind(ILogger logger, string reason);

    [LoggerMessage(1341, LogLevel.Warning,
        "{Path} is damaged: {Reason}; the processes of this host tell what runs")]
    private static partial void LogDamaged(ILogger logger, string path, string reason);

    private sealed record Record(
        string Name, ProcessCheckpoint? Saved, SubAgentSpec? Spec, List<FoundProcess> Processes);
}
