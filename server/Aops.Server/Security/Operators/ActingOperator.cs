namespace Aops.Server.Security.Operators;

/// <summary>
/// The operator in whose request this code runs. It follows the request through awaits, so that whatever it brings about
/// can name it.
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
