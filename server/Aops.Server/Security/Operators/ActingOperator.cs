namespace Aops.Server.Security.Operators;

/// <summary>
/// The operator of the current request. It flows through awaits, so that events can name the operator who
/// caused them.
/// </summary>
internal static class ActingOperator
{
    private static readonly AsyncLocal<string?> Current = new();

    /// <summary>Name of the operator's token; null outside of an operator's request.</summary>
    public static string? Name
    {
        get => Current.Value;
        set => Current.Value = value;
    }

    /// <summary>The sentence of an event with the operator who caused it.</summary>
    /// <param name="name">Name of the operator's token; null where none did.</param>
    /// <param name="why">The reason that was given; may be empty.</param>
    public static string Sign(string sentence, string? name, string why = "")
    {
        var told = why.Length == 0 ? sentence : $"{sentence} {why}";
        return name is null ? told : $"{told} (by operator {name})";
    }
}
