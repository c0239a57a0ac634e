namespace Aops.Contracts.Wire;

/// <summary>The beginnings and ends by which faults are told apart.</summary>
internal static class Faults
{
    /// <summary>The end of a fault whose cause is tried again.</summary>
    public const string Again = "; tried again within minutes";

    /// <summary>What follows the beginning; null where a fault has another one.</summary>
    public static string? After(string fault, string begin) =>
        fault.StartsWith(begin, StringComparison.Ordinal) ? fault[begin.Length..] : null;
}
