using Aops.Server.Agents;
using Aops.Server.Events;
using Aops.Server.Layers;

namespace Aops.Server.Batch;

/// <summary>What a batch has changed in the database, for the memory that heartbeats are answered from.</summary>
internal sealed class BatchEffects
{
    /// <summary>Hosts with another desired state.</summary>
    public List<HostAssignment> Moved { get; } = [];

    /// <summary>Hosts that a command waits for.</summary>
    public List<string> Commanded { get; } = [];

    /// <summary>Hosts that are no more.</summary>
    public List<RemovedAgent> Removed { get; } = [];

    /// <summary>Events of the transaction.</summary>
    public List<EventRecord> Events { get; } = [];

    /// <summary>Notes the event of a host.</summary>
    /// <param name="cause">What it follows from; null where that is not known.</param>
    public void Tell(BatchOrder order, BatchHost host, string kind, string sentence, EventCause? cause = null)
    {
        Events.Add(new EventRecord
        {
            At = order.Now,
            Kind = kind,
            Class = EventClass.Operator,
            AgentId = host.Id,
            Hostname = host.Hostname,
            Actor = order.By.Name,
            Cause = cause,
            Message = EventSentence.Sign(sentence, order.By.Name, order.Message),
        });
    }
}
