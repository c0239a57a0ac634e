using Aops.Contracts;
using Aops.Rollouts.States;
using Aops.Server.Events;

namespace Aops.Server.Rollouts;

/// <summary>What is told of a step of a rollout: its own states, those of its stages, and hosts that are charged.</summary>
internal static class RolloutEvents
{
    /// <summary>The events of a step.</summary>
    /// <param name="order">The step.</param>
    /// <param name="after">The rollout afterwards.</param>
    public static IReadOnlyList<EventRecord> Of(StepOrder order, RolloutRecord after)
    {
        var events = new List<EventRecord>();
        foreach (var change in order.Step.Changes)
        {
            if (change.Before.State == change.After.State || !AssignmentTable.IsCharged(change.After.State)) continue;
            var name = order.NameOf(change.After.HostId) ?? change.After.HostId;
            events.Add(Event(order, after, EventClass.Agent,
                $"{name} is {KebabName.Of(change.After.State)} in the rollout {after.Id} of {after.Layer.Text}" +
                Why(change.After.Reason)) with { AgentId = change.After.HostId, Hostname = name });
        }
        for (var i = 0; i < after.Stages.Count; i++)
        {
            if (i < order.Before.Stages.Count && order.Before.Stages[i].State == after.Stages[i].State) continue;
            events.Add(Event(order, after, EventClass.Operator,
                $"Stage '{after.Standing.Strategy.Stages[i].Name}' of the rollout {after.Id} of {after.Layer.Text} is " +
                $"{KebabName.Of(after.Stages[i].State)}."));
        }
        if (order.Before.State != after.State)
        {
            events.Add(Event(order, after, EventClass.Operator,
                $"The rollout {after.Id} of {after.Layer.Text} is {KebabName.Of(after.State)}" + Why(after.Standing.Reason)));
        }
        if (after.Standing.IsHindered && !order.Before.Standing.IsHindered)
        {
            events.Add(Event(order, after, EventClass.Operator,
                $"Most open orders of the rollout {after.Id} of {after.Layer.Text} are hindered by the server, the " +
                "repository or the network; no host is charged for it."));
        }
        return events;
    }

    private static string Why(string? reason) => reason is { Length: > 0 } ? $": {reason.TrimEnd('.')}." : ".";

    private static EventRecord Event(StepOrder order, RolloutRecord after, EventClass kindClass, string message)
    {
        var actor = order.Act is null ? null : Audit.WriteOrigin.Current.Operator;
        return new EventRecord
        {
            At = order.Now,
            Kind = EventKinds.Rollout,
            Class = kindClass,
            Actor = actor,
            Cause = EventCause.OfRollout(after.Id, after.Layer.Text, after.Revision),
            Message = EventSentence.Sign(message, actor),
        };
    }
}
