namespace Aops.Chaos;

/// <summary>One kind of fault.</summary>
/// <param name="Name">Its name in the record.</param>
/// <param name="Weight">How often it is chosen, compared with the others.</param>
/// <param name="Apply">
/// Applies it once. Returns the target, for the record; null if it cannot be applied now: there is no
/// target, or the member that would repair it is itself down.
/// </param>
internal sealed record Fault(string Name, int Weight, Func<ChaosWorld, Random, string?> Apply);
