using Aops.Contracts;

namespace Aops.Spm.Upgrades;

/// <summary>Assigns generations to orders of an operator on this host.</summary>
internal static class LocalGeneration
{
    /// <summary>
    /// A generation that is not in use: the greatest plus one, or the least free one if the numbers are
    /// used up.
    /// </summary>
    /// <param name="used">Generations in use.</param>
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
