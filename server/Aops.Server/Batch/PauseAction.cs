using Aops.Server.Desired;
using Aops.Server.Layers;

namespace Aops.Server.Batch;

/// <summary>
/// Stops the sub-agents of a host, or lets them run again. The pair goes on in both cases: no word of a server makes a pair
/// stay down.
/// </summary>
internal sealed class PauseAction(bool stops, DesiredStates desired) : LayerAction
{
    public override string Name => stops ? "stop" : "start";

    protected override string Sentence => stops
        ? "Sub-agents are stopped, the pair goes on."
        : "Sub-agents are let run.";

    protected override string Reason => stops ? "Its sub-agents are stopped already." : "Nothing stops its sub-agents.";

    protected override LayerDocument? Change(BatchHost host, LayerDocument before)
    {
        var others = desired.Find(host.Id).Document.Layers.Where(layer => layer.Layer.Kind != LayerKind.Host)
            .Select(layer => layer.Document.Paused).LastOrDefault(paused => paused is not null) is true;
        if ((before.Paused ?? others) == stops) return null;
        // What another layer stops runs only where this one says so.
        return before with { Paused = stops ? true : others ? false : null };
    }
}
