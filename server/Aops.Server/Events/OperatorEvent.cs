using Aops.Server.Audit;

namespace Aops.Server.Events;

/// <summary>Events that a write has caused, signed by the operator whose request it is.</summary>
internal static class OperatorEvent
{
    /// <summary>One of them.</summary>
    /// <param name="kind">One of <see cref="EventKinds"/>.</param>
    /// <param name="sentence">What happened.</param>
    public static EventRecord Of(string kind, string sentence, DateTimeOffset now)
    {
        var actor = WriteOrigin.Current.Operator;
        return new EventRecord
        {
            At = now,
            Kind = kind,
            Class = EventClass.Operator,
            Actor = actor,
            Message = EventSentence.Sign(sentence, actor),
        };
    }
}
