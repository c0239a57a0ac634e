using Aops.Server.Desired;
using Aops.Server.Events;
using Aops.Server.Operations;
using Aops.Server.Storage;

namespace Aops.Server.Layers;

/// <summary>Writes layers: the database, then the memory that heartbeats are answered from, then the event.</summary>
/// <param name="superseded">Called when rollouts have ended by a write.</param>
internal sealed class LayerWriter(
    LayerStore store, DesiredStates desired, OperationRunner runner, Action superseded, EventLog events)
{
    /// <summary>Writes a layer.</summary>
    /// <param name="change">The write.</param>
    /// <param name="name">What its hosts are called in the event.</param>
    public async Task<LayerOutcome> WriteAsync(LayerChange change, string name)
    {
        var outcome = await ChangeAsync(change);
        if (outcome is not LayerOutcome.Changed changed) return outcome;
        await desired.ApplyAsync(changed.Moved);
        if (changed.OperationId is not null) runner.Signal();
        if (changed.Superseded.Count > 0) superseded();
        var agentId = change.Layer.Kind == LayerKind.Host ? change.Layer.Subject : null;
        events.Add(EventKinds.Desired, Sentence(name, changed), agentId, agentId is null ? null : name,
            cause: EventCause.Of(change.Layer.Text, changed.Revision.Number));
        return changed;
    }

    private async Task<LayerOutcome> ChangeAsync(LayerChange change)
    {
        try
        {
            // Not cancelled in the middle: what is on the disk must also be in memory.
            return await store.ChangeAsync(change, CancellationToken.None);
        }
        catch (StoreException exception) when (!exception.IsOutcomeKnown)
        {
            runner.Doubt();
            throw;
        }
    }

    private static string Sentence(string name, LayerOutcome.Changed changed)
    {
        var revision = changed.Revision;
        var which = $"({revision.Layer.Text}, revision {revision.Number})";
        var why = (revision.Message.Length == 0 ? "" : $" {revision.Message}")
            + (changed.GoesOn is [var rollout] ? $" The rollout {rollout} goes on." : "");
        return revision switch
        {
            { Document: null } => $"The desired state of {name} was taken back {which}.{why}",
            { Document.Paused: { } isPaused, RevertOf: null } when isPaused || revision.Document is { Agent: null } =>
                $"Sub-agents are {(isPaused ? "stopped" : "let run")} on {name} {which}.{why}",
            { RevertOf: { } earlier } =>
                $"The desired state of {name} is that of revision {earlier} again {which}.{why}",
            // The version is there in each revision after the one that ordered it.
            { Document.Agent: { } agent } when agent != changed.Head?.Document?.Agent =>
                $"Agent {agent.Version} is desired on {name} {which}.{why}",
            _ => $"The desired state of {name} was changed {which}{What(changed)}.{why}",
        };
    }

    private static string What(LayerOutcome.Changed changed)
    {
        var fields = LayerFields.Differ(changed.Head?.Document, changed.Revision.Document)
            .Where(field => !LayerFields.IsOrder(field.Field)).ToList();
        return fields.Count == 0 ? "" : $": {LayerFields.Tell(fields)}";
    }
}
