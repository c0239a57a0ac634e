namespace Aops.Server.Events;

/// <summary>
/// Names of what repeats on a host. A sub-agent that ends again and again goes through the same states: each of them is
/// one event an hour with a count, and not one event each time.
/// </summary>
internal static class EventSeries
{
    private const int CharsMax = 200;

    /// <summary>A state of a sub-agent.</summary>
    public static string OfSubAgent(string name, string state) => $"sub-agent {name} {state}";

    /// <summary>A fault; numbers in its sentence, such as times and counts, make it no other one.</summary>
    public static string OfFault(string fault)
    {
        var text = string.Concat("fault ", fault.AsSpan(0, Math.Min(fault.Length, CharsMax)));
        return string.Concat(text.Where(c => !char.IsAsciiDigit(c)));
    }
}
