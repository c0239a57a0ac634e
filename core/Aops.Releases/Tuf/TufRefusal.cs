namespace Aops.Releases.Tuf;

/// <summary>Ends a refresh from within; it never leaves this library.</summary>
internal sealed class TufRefusal(TufRefresh outcome) : Exception(outcome.Sentence)
{
    public TufRefresh Outcome { get; } = outcome;

    public static TufRefusal Malformed(string role, string detail) =>
        new(new TufRefresh.Malformed(role, detail));

    public static TufRefusal Mismatch(string role, string detail) =>
        new(new TufRefresh.Mismatch(role, detail));
}
