using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Native.Files;
using Aops.Supervision.Adoption;
using Aops.Supervision.Machine;
using Microsoft.Extensions.Logging;

namespace Aops.Supervision;

/// <summary>Adoption of the sub-agents of an earlier spm process.</summary>
public sealed partial class Supervisor
{
    private const int StateBytesMax = 1024 * 1024;

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Adopts the sub-agents of an earlier spm process: running ones keep running, those that ended meanwhile are
    /// restarted by their policy. Must be called once, before any specification is applied. A missing or damaged
    /// checkpoint is replaced by a scan of this host's processes. Nothing is adopted until that scan succeeds,
    /// since an overlooked process would get a second copy.
    /// </summary>
    public async Task AdoptAsync(CancellationToken cancellation = default)
    {
        var remains = await ReadRemainsAsync(cancellation).ConfigureAwait(false);
        await _loop.InvokeAsync(() =>
        {
            // Running ones first, so that those that depend on them find them.
            foreach (var remain in remains) Take(remain);
            foreach (var remain in remains) Begin(remain);
            return true;
        }).ConfigureAwait(false);
        _adopted = true;
    }

    private async Task<List<Remain>> ReadRemainsAsync(CancellationToken cancellation)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                return await Task.Run(ReadRemains, cancellation).ConfigureAwait(false);
            }
            catch (IOException e)
            {
                if (isFirst) LogBlind(_context.Logger, e.Message);
            }
            await Task.Delay(LookAgainAfter, cancellation).ConfigureAwait(false);
        }
    }

    private List<Remain> ReadRemains()
    {
        var found = OrphanScan.Find(_layout);
        var names = Directory.Exists(_layout.SubAgents)
            ? Directory.EnumerateDirectories(_layout.SubAgents).Select(d => Path.GetFileName(d)!).Where(Names.IsValid)
            : [];
        // Everything is read before anything is judged: judging may kill or reap processes, which cannot be
        // repeated.
        var records = names.Union(found.Keys).Select(name => ReadRecord(name, found)).ToArray();
        return [.. records.Select(Judge).OfType<Remain>()];
    }

    private Record ReadRecord(string name, Dictionary<string, List<FoundProcess>> found)
    {
        var saved = Read(_layout.SubAgentState(name), json =>
            JsonSerializer.Deserialize(json, SupervisionJson.Default.ProcessCheckpoint));
        var spec = Read(_layout.SubAgentSpec(name), json =>
            JsonSerializer.Deserialize(json, ContractsJson.Default.SubAgentSpec));
        if (spec is not null && (spec.Name != name || SubAgentSpecValidator.Validate(spec).Count > 0)) spec = null;
        return new(name, saved, spec, found.GetValueOrDefault(name) ?? []);
    }

    // Null if only the name is left and no process runs.
    private Remain? Judge(Record record)
    {
        var (name, saved, spec, processes) = record;
        var verdict = AdoptionVerdict.Judge(
            saved, processes, spec?.Type == ProcessType.Forking, IsBinary(name, saved, spec), _context.Boot,
            process => _context.Starter.FindEnd(name, process));
        if (verdict is AdoptionVerdict.Alive) return new(name, saved, spec, verdict);
        // Processes that a dead leader left would run beside its successor.
        foreach (var process in processes) OrphanReaper.Kill(process.Process);
        return spec is null ? null : new(name, saved, spec, verdict);
    }

    // If it cannot be determined, the program may be a script.
    private bool IsBinary(string name, ProcessCheckpoint? saved, SubAgentSpec? spec)
    {
        if (spec is null) return false;
        var slot = saved?.SlotDirectory ?? _layout.SubAgentCurrent(name);
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
            LogDamaged(_context.Logger, path, e.Message);
            return null;
        }
    }

    private void Take(Remain remain)
    {
        if (_processes.ContainsKey(remain.Name)) return;
        var alive = remain.Verdict as AdoptionVerdict.Alive;
        var process = Add(
            remain.Spec ?? Unknown(remain.Name, alive?.Version ?? remain.Saved?.Version),
            remain.Saved?.SlotDirectory ?? "",
            remain.Saved?.LaunchDigest);
        process.IsPlaceholder = remain.Spec is null;
        if (remain.Saved is { } saved) process.Restore(saved);
        if (alive is null) return;
        // Without a checkpoint, a running process shows that it was wanted.
        if (remain.Saved is null) process.Feed(new(ProcessTrigger.RestoredWanted));
        process.Adopt(alive, BootClock.Age(alive.Process));
    }

    private void Begin(Remain remain)
    {
        if (!_processes.TryGetValue(remain.Name, out var process)) return;
        switch (remain.Verdict)
        {
            case AdoptionVerdict.Dead dead:
                var ranFor = DateTimeOffset.UtcNow - remain.Saved!.Since;
                process.Feed(
                    new(ProcessTrigger.ExitedWhileUnsupervised, dead.Exit.ToString(), dead.Exit.IsSuccess, ranFor));
                break;
            case AdoptionVerdict.Terminal:
                process.Settle(remain.Saved!);
                break;
            case AdoptionVerdict.Absent when process.Model.Wanted && !_paused:
                process.Feed(new(ProcessTrigger.StartWanted));
                break;
        }
        if (_paused && !process.IsLive && MayRun(process)) StopForPause(process);
        Publish(process);
    }

    // A placeholder specification for a process of which only the name is known: it is observed, and not restarted
    // before a real specification is applied.
    private static SubAgentSpec Unknown(string name, string? version) => new()
    {
        Name = name,
        Version = version ?? "unknown",
        Exec = "unknown",
        Restart = new RestartSpec { Policy = RestartPolicy.Never },
    };

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "what runs on this host cannot be looked at: {Reason}; no sub-agent is taken up or started until it can")]
    private static partial void LogBlind(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Path} is damaged: {Reason}; the processes of this host tell what runs")]
    private static partial void LogDamaged(ILogger logger, string path, string reason);

    private sealed record Record(
        string Name, ProcessCheckpoint? Saved, SubAgentSpec? Spec, List<FoundProcess> Processes);

    private sealed record Remain(string Name, ProcessCheckpoint? Saved, SubAgentSpec? Spec, AdoptionVerdict Verdict);
}
