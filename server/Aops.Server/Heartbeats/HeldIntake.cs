using System.Collections.Concurrent;
using Aops.Contracts.Wire;
using Aops.Server.Desired;
using Aops.Server.Events;
using Aops.Server.Layers;
using Aops.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Heartbeats;

/// <summary>
/// Takes in what hosts hold that this database does not know: it was put back to a copy of before. Such a host is asked for
/// it, and is diverged from then on.
/// </summary>
internal sealed partial class HeldIntake(
    LayerStore store, DesiredStates desired, EventLog events, TimeProvider clock, ILogger<HeldIntake> logger)
{
    // So often is a host asked before it counts as one that cannot tell.
    private const int QuestionsMax = 5;

    private readonly ConcurrentDictionary<string, (HeldMark Mark, int Count)> _asked = new();

    /// <summary>Notes that a host is asked for what it holds.</summary>
    /// <returns>Whether it should be asked at once, and not after its hold.</returns>
    public bool Ask(string agentId, HeldMark mark)
    {
        var asked = _asked.AddOrUpdate(
            agentId, static (_, mark) => (mark, 1),
            static (_, known, mark) => known.Mark == mark ? (mark, known.Count + 1) : (mark, 1), mark);
        return asked.Count <= QuestionsMax;
    }

    /// <summary>Takes in a heartbeat. A database that does not answer costs no heartbeat: the host is asked again.</summary>
    public async Task TakeInAsync(string agentId, HeartbeatRequest request)
    {
        var mark = new HeldMark(request.History, request.Revision);
        try
        {
            switch (desired.Compare(agentId, mark))
            {
                case HostStep.InStep when desired.Find(agentId).IsImposed:
                    if (await store.EndImposedAsync(agentId) is { } host) await desired.ApplyAsync([host]);
                    break;
                case HostStep.Unknown:
                    await TakeInAsync(agentId, request, mark);
                    break;
            }
        }
        catch (StoreException e)
        {
            LogNotStored(agentId, e.Message);
        }
    }

    private async Task TakeInAsync(string agentId, HeartbeatRequest request, HeldMark mark)
    {
        var document = ReadDocument(request, mark);
        var isAsked = _asked.TryGetValue(agentId, out var asked) && asked.Mark == mark;
        if (document is null && !(isAsked && asked.Count >= QuestionsMax)) return;
        if (await store.StoreHeldAsync(agentId, mark, document, clock.GetUtcNow()) is not { } host) return;
        _asked.TryRemove(agentId, out _);
        await desired.ApplyAsync([host]);
        var name = request.Host.Hostname;
        events.Add(EventKinds.Diverged,
            $"{name} holds {mark.Revision}, which this database does not know: it was put back to a copy of before. The host " +
            "keeps what it holds until an operator decides ('aops-server restore').", agentId, name);
        LogDiverged(name, agentId, mark.Revision);
    }

    private static LayerDocument? ReadDocument(HeartbeatRequest request, HeldMark mark)
    {
        if (request.Held is not { } held || held.Revision != mark.Revision || held.History != mark.History) return null;
        var document = HeldLayer.Of(held);
        return LayerValidator.Validate(document, releases: null).Any ? null : document;
    }

    [LoggerMessage(3100, LogLevel.Warning, "{Hostname} ({AgentId}) holds {Revision}, which this database does not know")]
    private partial void LogDiverged(string hostname, string agentId, long revision);

    [LoggerMessage(3101, LogLevel.Error, "what agent {AgentId} holds could not be stored; it is asked again: {Fault}")]
    private partial void LogNotStored(string agentId, string fault);
}
