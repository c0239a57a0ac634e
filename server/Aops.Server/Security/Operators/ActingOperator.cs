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
}
