namespace Aops.Server.Actors;

/// <summary>
/// The actor of the current request. It flows through awaits, so that events can name who caused them; it does not reach the
/// writer of the database, which is given the actor.
/// </summary>
internal static class ActingNow
{
    private static readonly AsyncLocal<Actor?> Current = new();

    /// <summary>Null outside of a request with an actor.</summary>
    public static Actor? Actor
    {
        get => Current.Value;
        set => Current.Value = value;
    }

    /// <summary>Name of the operator; null outside of an operator's request.</summary>
    public static string? Operator => Actor is { IsOperator: true } actor ? actor.Name : null;

    /// <summary>The sentence of an event with the operator who caused it.</summary>
    /// <param name="name">Name of the operator; null where none did.</param>
    /// <param name="why">The reason that was given; may be empty.</param>
    public static string Sign(string sentence, string? name, string why = "")
    {
        var told = why.Length == 0 ? sentence : $"{sentence} {why}";
        return name is null ? told : $"{told} (by operator {name})";
    }
}
