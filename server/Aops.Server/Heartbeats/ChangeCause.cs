using Aops.Contracts.Wire;
using Aops.Server.Desired;
using Aops.Server.Events;
using Aops.Server.Layers;

namespace Aops.Server.Heartbeats;

/// <summary>
/// The revision of a layer that a host's change of its version follows from. It is told only where the host says that it
/// holds what it is told now, and runs the very version that a layer said last.
/// </summary>
internal static class ChangeCause
{
    /// <summary>Path of the field that says the version of the agent.</summary>
    private const string VersionField = "agent.version";

    /// <summary>The cause of a change; null where it is not certain.</summary>
    public static EventCause? Of(StatusChange change, HeartbeatRequest request, HostDesired desired)
    {
        if (change.Kind != EventKinds.VersionChanged) return null;
        return desired.IsHeldBy(new HeldMark(request.History, request.Revision))
            && desired.Document.Fields.TryGetValue(VersionField, out var field)
            && field.Value == request.Agent.Version
                ? EventCause.Of(field.Layer.Text, field.Revision)
                : null;
    }
}
