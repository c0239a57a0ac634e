namespace Aops.Server.Events;

/// <summary>Sentences of events that an operator has caused.</summary>
internal static class EventSentence
{
    /// <summary>The sentence of an event with the operator who caused it.</summary>
    /// <param name="name">Name of the operator; null where none did.</param>
    /// <param name="why">The reason that was given; may be empty.</param>
    public static string Sign(string sentence, string? name, string why = "")
    {
        var told = why.Length == 0 ? sentence : $"{sentence} {why}";
        return name is null ? told : $"{told} (by operator {name})";
    }
}
