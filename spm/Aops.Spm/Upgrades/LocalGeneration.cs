using Aops.Contracts;

namespace Aops.Spm.Upgrades;

/// <summary>Numbers the orders that a person on this host gives.</summary>
internal static class LocalGeneration
{
    /// <summary>
    /// An order that none of these is: the one after the greatest, or, where the numbers are used up, the least that is
    /// free.
    /// </summary>
    /// <param name="used">Orders that were given before.</param>
    public static long After(IEnumerable<long> used)
    {
        var orders = used.Select(order => Math.Clamp(order, 0, Limits.GenerationMax)).ToHashSet();
        var greatest = orders.DefaultIfEmpty(0).Max();
        if (greatest < Limits.GenerationMax) return greatest + 1;
        var free = 1L;
        while (orders.Contains(free)) free++;
        return free;
    }
}
